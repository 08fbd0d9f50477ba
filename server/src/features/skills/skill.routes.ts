import { route, type Route } from '../../http/route'
import type { InviteService } from './invite.service'
import type { OfferService } from './offer.service'

/** Routes of the directory of skills: a person's own, and the desk's. */
export function createSkillRoutes({
  offers,
  invites,
}: {
  offers: OfferService
  invites: InviteService
}): Route[] {
  return [
    route('me.skills', (_input, { actor }) => offers.mine(actor)),
    route('me.setSkills', ({ body }, { actor }) => offers.set(actor, body)),
    route('me.skillInvites', ({ query }, { actor }) => invites.mine(actor, query)),
    route('me.answerSkillInvite', ({ params, body }, { actor }) =>
      invites.answer(actor, params.id, body.answer),
    ),
    route('skills.find', ({ query }, { actor }) => offers.find(actor, query)),
    route('skills.invite', ({ body }, { actor }) => invites.invite(actor, body)),
    route('skills.invites', ({ query }, { actor }) => invites.list(actor, query)),
    route('skills.noteUse', ({ params, body }, { actor }) =>
      invites.noteUse(actor, params.id, body),
    ),
    route('skills.numbers', ({ query }, { actor }) => invites.numbers(actor, query)),
  ]
}
