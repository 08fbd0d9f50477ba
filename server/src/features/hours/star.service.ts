import { defaultStars, type StarHours } from '@lianxin/shared'
import type { HandlerInputOf, OutputOf } from '@lianxin/shared/contract'
import type { PersonActor } from '../../http/route'
import { actingOrg, getOrgs } from '../orgs'
import type { HourDeps } from './hour.deps'
import { StarRuleModel, toId } from './hour.model'

/** How many hours each star needs: the nearest organization that says so, else the usual ones. */
export function createStarService({ clock }: Pick<HourDeps, 'clock'>) {
  /** @param path ids above and with an organization, from the top down */
  async function inForce(path: readonly string[]) {
    const rows = await StarRuleModel.find({ orgId: { $in: path.map(toId) } })
      .sort({ _id: -1 })
      .lean()
    const nearest = [...path]
      .reverse()
      .map((id) => rows.find(({ orgId }) => String(orgId) === id))
      .find((row) => row !== undefined)
    return nearest ?? null
  }

  /** The hours that hold where somebody's points count. */
  async function hoursFor(path: readonly string[]): Promise<StarHours> {
    return (await inForce(path))?.hours ?? defaultStars
  }

  async function get(
    actor: PersonActor,
    wished: string | undefined,
  ): Promise<OutputOf<'starRules.get'>> {
    const org = await actingOrg(actor, wished)
    const found = await inForce(org.path)
    const owner = found && (await getOrgs([String(found.orgId)])).get(String(found.orgId))
    return {
      hours: [...(found?.hours ?? defaultStars)],
      owner: owner?.name ?? null,
      reason: found?.reason ?? null,
    }
  }

  /** Sets them from now on; what was before stays as a row. @throws AppError auth.forbidden */
  async function set(
    actor: PersonActor,
    { orgId, hours, reason }: HandlerInputOf<'starRules.set'>['body'],
  ): Promise<OutputOf<'starRules.set'>> {
    const org = await actingOrg(actor, orgId)
    await StarRuleModel.create({
      orgId: toId(org.id),
      hours,
      reason,
      by: { id: actor.id, name: actor.name },
      at: clock.now(),
    })
    return { hours, owner: org.name, reason }
  }

  return { hoursFor, get, set }
}

export type StarService = ReturnType<typeof createStarService>
