import { showsName, staffRoles } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { covers, rootsOf, type PersonActor } from '../../http/route'
import { ensure } from '../../platform/app-error'
import { inTransaction, isDuplicateKey } from '../../platform/database'
import { getGroup, listGroups, type GroupRecord } from '../groups'
import { getOrgs } from '../orgs'
import type { CheckinDeps } from './checkin.deps'
import { CheckinModel } from './checkin.model'
import { noteRoll, rolledGroups, setRoll, silentGroups } from './roll.model'
import { rollDue, rollText } from './roll.rules'

const PAGE = 200

/** The evening's roll (接龙): one message for each group of a branch in which somebody checked in. */
export function createRollService(deps: CheckinDeps) {
  const { clock, people, outbox, botName } = deps

  async function textFor(group: GroupRecord, day: string): Promise<string> {
    const rows = await CheckinModel.find({ day, orgId: group.orgId, card: null }, { personId: 1 })
      .sort({ _id: 1 })
      .lean()
    const ids = rows.map(({ personId }) => String(personId))
    const comrades = await people.getMany(ids)
    const names = ids.flatMap((id) => {
      const comrade = comrades.get(id)
      return comrade && showsName(comrade.consents) ? comrade.name : []
    })
    const answers = group.routes.some((way) => way.kind === 'wechaty')
    return rollText({ day, names, total: ids.length, botName: answers ? botName : null })
  }

  /** Says it once: the note that it is made, and the message, are one transaction. */
  async function roll(group: GroupRecord, day: string, until: Date): Promise<void> {
    const text = await textFor(group, day)
    try {
      await inTransaction(async (session) => {
        await noteRoll(group.id, day, clock.now(), session)
        await outbox.enqueue(
          {
            key: `checkin-roll:${group.id}:${day}`,
            target: { kind: 'group', groupId: group.id },
            text,
            kind: 'roll',
            notAfter: until,
          },
          session,
        )
      })
    } catch (error) {
      // Another process was faster.
      if (!isDuplicateKey(error)) throw error
    }
  }

  /** Makes every roll that is due and not made; may overlap with itself. */
  async function sweep(signal: AbortSignal): Promise<void> {
    const due = rollDue(clock.now())
    if (!due) return
    const { day, until } = due
    const orgIds = (await CheckinModel.distinct('orgId', { day })).map(String)
    if (orgIds.length === 0) return
    const branches = new Set(orgIds)
    const done = await rolledGroups(day)
    let cursor: string | undefined
    do {
      const page = await listGroups(orgIds, { limit: PAGE, cursor })
      // A branch's own groups, not those of branches below it.
      const open = page.items.filter(({ id, orgId }) => branches.has(orgId) && !done.has(id))
      const silent = await silentGroups(open.map(({ id }) => id))
      for (const group of open) {
        if (signal.aborted) return
        if (!silent.has(group.id)) await roll(group, day, until)
      }
      cursor = page.nextCursor ?? undefined
    } while (cursor)
  }

  /** Groups of the desk's subtree, each with its switch. */
  async function list(
    actor: PersonActor,
    query: { cursor?: string | undefined; limit: number },
  ): Promise<OutputOf<'rolls.list'>> {
    const { items, nextCursor } = await listGroups(rootsOf(actor, staffRoles), query)
    const silent = await silentGroups(items.map(({ id }) => id))
    const orgs = await getOrgs(items.map(({ orgId }) => orgId))
    return {
      nextCursor,
      items: items.map(({ id, topic, orgId }) => ({
        id,
        topic,
        org: { id: orgId, name: orgs.get(orgId)?.name ?? '' },
        enabled: !silent.has(id),
      })),
    }
  }

  /** Switches one group's roll. @throws AppError request.not_found */
  async function set(actor: PersonActor, groupId: string, enabled: boolean): Promise<void> {
    const group = await getGroup(groupId)
    ensure(group && covers(actor, group.orgPath, staffRoles), 'request.not_found')
    await setRoll(groupId, enabled, actor.id, clock.now())
  }

  return { sweep, list, set }
}

export type RollService = ReturnType<typeof createRollService>
