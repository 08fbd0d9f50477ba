import type { Route } from '../../http/route'
import { createFieldService, type FieldService } from './field.service'
import { createMembershipService, type MembershipService } from './membership.service'
import type { TeamDeps } from './team.deps'
import { teamLookup } from './team.lookup'
import { createTeamRoutes } from './team.routes'
import { createTeamService, type TeamService } from './team.service'

export { eraseTeams, exportTeams } from './team.privacy'

/** What other features ask about teams. */
export type TeamLookup = typeof teamLookup

/** Makes the teams of volunteers: their fields, the teams, who is in them. */
export function createTeams(deps: TeamDeps): {
  teams: TeamService
  memberships: MembershipService
  fields: FieldService
  lookup: TeamLookup
  routes: Route[]
} {
  const teams = createTeamService(deps)
  const memberships = createMembershipService(deps)
  const fields = createFieldService(deps)
  const routes = createTeamRoutes({ teams, memberships, fields })
  return { teams, memberships, fields, lookup: teamLookup, routes }
}
