import type { Route } from '../../http/route'
import { createAppealService, type AppealService } from './appeal.service'
import type { AssessmentDeps } from './assessment.deps'
import { createAssessmentRoutes } from './assessment.routes'
import { createDeedService, type DeedService } from './deed.service'
import { createGroupService, type GroupService } from './group.service'

export { eraseAssessment, exportAssessment } from './assessment.privacy'

/** Makes the branch assessment: groups, the deeds they decide, and appeals. */
export function createAssessment(deps: AssessmentDeps): {
  groups: GroupService
  deeds: DeedService
  appeals: AppealService
  routes: Route[]
} {
  const groups = createGroupService(deps)
  const deeds = createDeedService({ ...deps, groups })
  const appeals = createAppealService(deps)
  return { groups, deeds, appeals, routes: createAssessmentRoutes({ groups, deeds, appeals }) }
}
