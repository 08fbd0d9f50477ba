import type { Route } from '../../http/route'
import type { Job } from '../../platform/jobs'
import type { MemberDeps } from './member-import.deps'
import { createImportRunner } from './member-import.run'
import { createImportService } from './member-import.service'
import { createMemberRoutes } from './member.routes'

/** Makes the roster of members and its import from Excel. */
export function createMembers(deps: MemberDeps): { routes: Route[]; jobs: Job[] } {
  const runner = createImportRunner(deps)
  return {
    routes: createMemberRoutes({ ...deps, imports: createImportService(deps) }),
    jobs: [{ name: 'members.import', when: { everySeconds: 2 }, run: runner.sweep }],
  }
}
