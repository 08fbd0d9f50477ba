import type { Post } from '../../http/route'
import { getOrg, getOrgs } from '../orgs'
import type { PersonRecord } from '../people'
import { OfferModel, type OfferDocument } from './offer.model'

/** The organization where a person lives or is organized; null = they hold no post. */
export async function homeOf({ posts }: { posts: readonly Post[] }) {
  const [first] = posts
  return first ? getOrg(first.orgId) : null
}

/**
 * Leaves out who has moved since their offer was written, and puts the offer right: from then on
 * they are found at the new place, and by nobody of the old.
 */
export async function stillAtHome(
  offers: readonly OfferDocument[],
  people: ReadonlyMap<string, PersonRecord>,
): Promise<OfferDocument[]> {
  const homes = [...people.values()].flatMap(({ posts }) => posts.slice(0, 1))
  const orgs = await getOrgs(homes.map(({ orgId }) => orgId))
  const there: OfferDocument[] = []
  for (const offer of offers) {
    const { _id, orgPath } = offer
    const home = orgs.get(people.get(String(_id))?.posts[0]?.orgId ?? '')
    if (String(orgPath.at(-1)) === home?.id) there.push(offer)
    else await OfferModel.updateOne({ _id }, { $set: { orgPath: home?.path ?? [] } })
  }
  return there
}
