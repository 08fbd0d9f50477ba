import { renderDigestParts } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { defaultQuietHours } from '../deliveries'
import type { DigestDeps } from './digest.deps'
import type { DigestDocument } from './digest.model'
import { quietHoursOf } from './schedule.rules'

type View = OutputOf<'digests.forecast'>

/** Nothing of it is queued yet in these states; later, what is queued is all that will go out. */
const notBegun: readonly DigestDocument['state'][] = ['draft', 'in_review', 'approved', 'scheduled']

/** Foretells how a digest will go out: what is still queued of it, else its next time, else now. */
export async function forecastOf(
  digest: DigestDocument,
  deps: Pick<DigestDeps, 'clock' | 'forecast' | 'botName' | 'publicUrl'>,
): Promise<View> {
  const { clock, forecast, botName, publicUrl } = deps
  const begun = !notBegun.includes(digest.state)
  const found = await forecast({
    digestId: String(digest._id),
    audienceOrgIds: digest.audienceOrgIds.map(String),
    parts: renderDigestParts({ ...digest, botName, publicUrl }).length,
    startAt: begun ? clock.now() : (digest.nextRunAt ?? clock.now()),
    quiet: digest.schedule ? quietHoursOf(digest.schedule) : defaultQuietHours,
    begun,
  })
  const { messages, firstStretch, leftToday, withoutBot, finishesAt, pause } = found
  return {
    messages,
    firstStretch,
    leftToday,
    withoutBot,
    finishesAt: finishesAt?.toISOString() ?? null,
    pause: pause && { why: pause.why, until: pause.until.toISOString() },
  }
}
