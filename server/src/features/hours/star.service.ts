import { defaultStars, type StarHours } from '@lianxin/shared'
import type { HandlerInputOf, OutputOf } from '@lianxin/shared/contract'
import type { PersonActor } from '../../http/route'
import { actingOrg, getOrgs, type OrgRecord } from '../orgs'
import type { HourDeps } from './hour.deps'
import { StarRuleModel, toId } from './hour.model'

/** How many hours each star needs: the nearest organization that says so, else the usual ones. */
export function createStarService({ clock }: Pick<HourDeps, 'clock'>) {
  /**
   * What organizations on a path have set, the nearest first.
   * @param path ids above and with an organization, from the top down
   */
  async function setOn(path: readonly string[]) {
    const rows = await StarRuleModel.find({ orgId: { $in: path.map(toId) } })
      .sort({ _id: -1 })
      .lean()
    return [...path].reverse().flatMap((id) => {
      const newest = rows.find(({ orgId }) => String(orgId) === id)
      return newest?.hours ? [{ ...newest, hours: newest.hours }] : []
    })
  }

  /** The hours that hold where somebody's points count. */
  async function hoursFor(path: readonly string[]): Promise<StarHours> {
    return (await setOn(path))[0]?.hours ?? defaultStars
  }

  async function present(org: OrgRecord): Promise<OutputOf<'starRules.get'>> {
    const found = await setOn(org.path)
    const owners = await getOrgs(found.map(({ orgId }) => String(orgId)))
    const shown = (rule: (typeof found)[number] | undefined) => ({
      hours: [...(rule?.hours ?? defaultStars)] as [number, number, number, number, number],
      owner: (rule && owners.get(String(rule.orgId))?.name) ?? null,
    })
    const own = String(found[0]?.orgId) === org.id
    return {
      ...shown(found[0]),
      reason: found[0]?.reason ?? null,
      own,
      inherited: shown(own ? found[1] : found[0]),
    }
  }

  async function get(
    actor: PersonActor,
    wished: string | undefined,
  ): Promise<OutputOf<'starRules.get'>> {
    return present(await actingOrg(actor, wished))
  }

  /** Sets them from now on, or gives its own up; what was before stays as a row. @throws AppError auth.forbidden */
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
    return present(org)
  }

  return { hoursFor, get, set }
}

export type StarService = ReturnType<typeof createStarService>
