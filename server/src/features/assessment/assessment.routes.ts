import { route, type Route } from '../../http/route'
import type { AppealService } from './appeal.service'
import type { DeedService } from './deed.service'
import type { GroupService } from './group.service'

/** Routes of the assessment: of members, of assessors, and of the desk. */
export function createAssessmentRoutes({
  groups,
  deeds,
  appeals,
}: {
  groups: GroupService
  deeds: DeedService
  appeals: AppealService
}): Route[] {
  return [
    route('assessmentGroups.list', ({ query }, { actor }) => groups.list(actor, query)),
    route('assessmentGroups.set', ({ params, body }, { actor }) =>
      groups.set(actor, params.id, body.personIds),
    ),
    route('deeds.list', ({ query }, { actor }) => deeds.list(actor, query)),
    route('deeds.propose', ({ body }, { actor }) => deeds.propose(actor, body)),
    route('me.deeds', ({ query }, { actor }) => deeds.mine(actor, query)),
    route('me.proposeDeed', ({ body }, { actor }) => deeds.proposeOwn(actor, body)),
    route('assessments.list', ({ query }, { actor }) => deeds.toAssess(actor, query)),
    route('assessments.say', ({ params, body }, { actor }) => deeds.say(actor, params.id, body)),
    route('me.appealSubject', ({ query }, { actor }) => appeals.subject(actor, query)),
    route('me.appeals', ({ query }, { actor }) => appeals.mine(actor, query)),
    route('me.appeal', ({ body }, { actor }) => appeals.appeal(actor, body)),
    route('appeals.list', ({ query }, { actor }) => appeals.list(actor, query)),
    route('appeals.answer', ({ params, body }, { actor }) =>
      appeals.answer(actor, params.id, body),
    ),
  ]
}
