import type { Route } from '../../http/route'
import type { Job } from '../../platform/jobs'
import type { DigestDeps } from './digest.deps'
import { createDigestJobs } from './digest.jobs'
import { createReplyPages } from './digest.replies'
import { createDigestRoutes } from './digest.routes'
import { createDigestRuns, type DigestRuns } from './digest.runs'
import { createDigestService, type DigestService } from './digest.service'
import { createDigestTrials, type DigestTrials } from './digest.trial'

export type { DigestDeps } from './digest.deps'
export { createReplyPages }
export { byIssueInGroup, newestInGroup, refOf } from './digest.lookup'
export type { DigestRuns } from './digest.runs'
export type { DigestService } from './digest.service'
export type { DigestTrials } from './digest.trial'
export {
  assertSafeDocx,
  decodeText,
  extractPolicy,
  fetchIfChanged,
  IntakeError,
  isHostileMarkup,
  parseDocument,
  publicInternet,
  readHtml,
  stripTags,
  type DomNode,
  type FetchOptions,
  type IntakeErrorCode,
  type NetworkPolicy,
  type PolicyDraft,
  type Validators,
} from './intake'

/** Makes the digests: what people do to them, and what the clock does. */
export function createDigests(deps: DigestDeps): {
  digests: DigestService
  runs: DigestRuns
  trials: DigestTrials
  routes: Route[]
  jobs: Job[]
} {
  const digests = createDigestService(deps)
  const runs = createDigestRuns(deps)
  const trials = createDigestTrials({ ...deps, digests })
  return {
    digests,
    runs,
    trials,
    routes: createDigestRoutes({ ...deps, digests, trials, replies: createReplyPages(deps) }),
    jobs: createDigestJobs({ ...deps, runs }),
  }
}
