import { route, type Route } from '../../http/route'
import type { FieldService } from './field.service'
import type { MembershipService } from './membership.service'
import type { TeamService } from './team.service'

/** Routes of teams: for everybody, of who is in them, and of the desk. */
export function createTeamRoutes({
  teams,
  memberships,
  fields,
}: {
  teams: TeamService
  memberships: MembershipService
  fields: FieldService
}): Route[] {
  return [
    route('teams.publicList', ({ query }) => teams.publicList(query)),
    route('teams.publicGet', ({ params }) => teams.publicGet(params.id)),
    route('me.teams', ({ query }, { actor }) => memberships.mine(actor, query)),
    route('me.team', ({ params }, { actor }) => memberships.standing(actor, params.id)),
    route('me.joinTeam', ({ params }, { actor }) => memberships.join(actor, params.id)),
    route('me.leaveTeam', ({ params }, { actor }) => memberships.leave(actor, params.id)),
    route('teams.list', ({ query }, { actor }) => teams.list(actor, query)),
    route('teams.create', ({ body }, { actor }) => teams.create(actor, body)),
    route('teams.update', ({ params, body }, { actor }) => teams.update(actor, params.id, body)),
    route('teams.members', ({ params, query }, { actor }) =>
      memberships.members(actor, params.id, query),
    ),
    route('teams.putMember', ({ params }, { actor }) =>
      memberships.putMember(actor, params.id, params.personId),
    ),
    route('teams.removeMember', ({ params }, { actor }) =>
      memberships.removeMember(actor, params.id, params.personId),
    ),
    route('teamFields.list', ({ query }) => fields.list(query.orgId)),
    route('teamFields.set', ({ body }, { actor }) => fields.set(actor, body)),
  ]
}
