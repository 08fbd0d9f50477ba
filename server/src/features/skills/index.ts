import type { Route } from '../../http/route'
import { createInviteService, type InviteService } from './invite.service'
import { createOfferService, type OfferService } from './offer.service'
import type { SkillDeps } from './skill.deps'
import { createSkillRoutes } from './skill.routes'

export { eraseSkills, exportSkills } from './skill.privacy'

/** Makes the directory of skills (能人库): what people offer, and to what they are invited. */
export function createSkills(deps: SkillDeps): {
  offers: OfferService
  invites: InviteService
  routes: Route[]
} {
  const offers = createOfferService(deps)
  const invites = createInviteService(deps)
  return { offers, invites, routes: createSkillRoutes({ offers, invites }) }
}
