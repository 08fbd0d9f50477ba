import { staffRoles } from '@lianxin/shared'
import type { HandlerInputOf, OutputOf } from '@lianxin/shared/contract'
import { rootsOf, type PersonActor } from '../../http/route'
import { cutPage, decodeCursor } from '../../platform/paging'
import { getOrgs, listSubtrees, type OrgRecord } from '../orgs'
import { idOf, PushModel, TaskModel } from './burden.model'

export type CommunityBurden = OutputOf<'burden.list'>['items'][number]
type SenderBurden = CommunityBurden['senders'][number]
type Query = HandlerInputOf<'burden.list'>['query']

interface Pair {
  _id: { community: unknown; sender: unknown }
  pushes: number
  messages: number
}

const keyOf = (community: unknown, sender: unknown) => `${String(community)}:${String(sender)}`

/** Sums of a month by (community, sender), for communities below `roots`. */
async function sums(roots: readonly string[], month: string): Promise<Map<string, SenderBurden>> {
  const place = { communityPath: { $in: roots.map(idOf) }, month }
  const pair = { community: '$communityId', sender: '$senderId' }
  const pushes = await PushModel.aggregate<Pair>([
    { $match: { ...place, sent: { $gt: 0 } } },
    { $group: { _id: pair, pushes: { $sum: 1 }, messages: { $sum: '$sent' } } },
  ])
  const tasks = await TaskModel.aggregate<Pair & { tasks: number }>([
    { $match: place },
    { $group: { _id: pair, tasks: { $sum: 1 } } },
  ])
  const found = new Map<string, SenderBurden>()
  const at = ({ _id }: Pick<Pair, '_id'>) => {
    const key = keyOf(_id.community, _id.sender)
    const org = { id: String(_id.sender), name: '' }
    const fresh = { org, pushes: 0, messages: 0, tasks: 0, over: false, reasons: [] }
    const known = found.get(key) ?? fresh
    found.set(key, known)
    return known
  }
  for (const row of pushes) Object.assign(at(row), { pushes: row.pushes, messages: row.messages })
  for (const row of tasks) Object.assign(at(row), { tasks: row.tasks })
  const reasoned = await PushModel.find({ ...place, sent: { $gt: 0 }, reason: { $ne: null } })
    .sort({ _id: 1 })
    .lean()
  for (const { communityId, senderId, issueNo, title, reason } of reasoned)
    if (reason !== null)
      found.get(keyOf(communityId, senderId))?.reasons.push({ issueNo, title, reason })
  return found
}

function burdenOf(
  org: OrgRecord,
  parentName: string | null,
  senders: readonly SenderBurden[],
): CommunityBurden {
  const total = (figure: 'pushes' | 'messages' | 'tasks') =>
    senders.reduce((sum, sender) => sum + sender[figure], 0)
  return {
    org: { id: org.id, name: org.name },
    parentName,
    pushes: total('pushes'),
    messages: total('messages'),
    tasks: total('tasks'),
    over: senders.some((sender) => sender.over),
    senders: senders.toSorted((a, b) => b.pushes - a.pushes || b.tasks - a.tasks),
  }
}

/**
 * What every community that the actor looks after got from above in a month, in the tree's order.
 * The page, the chart and the spreadsheet are all made from this.
 * @param month `YYYY-MM`
 */
export async function burdensOf(
  actor: PersonActor,
  month: string,
  quota: number,
): Promise<CommunityBurden[]> {
  const roots = rootsOf(actor, staffRoles)
  const orgs = (await listSubtrees(roots)).filter((org) => org.level === 'community')
  const found = await sums(roots, month)
  const byCommunity = new Map<string, SenderBurden[]>()
  for (const [key, sender] of found) {
    const communityId = key.slice(0, key.indexOf(':'))
    byCommunity.set(communityId, [...(byCommunity.get(communityId) ?? []), sender])
  }
  const names = await getOrgs([
    ...[...found.values()].map((sender) => sender.org.id),
    ...orgs.flatMap((org) => org.parentId ?? []),
  ])
  for (const sender of found.values()) {
    sender.org.name = names.get(sender.org.id)?.name ?? '（单位已撤）'
    sender.over = sender.pushes > quota
  }
  return orgs.map((org) =>
    burdenOf(org, names.get(org.parentId ?? '')?.name ?? null, byCommunity.get(org.id) ?? []),
  )
}

/** A page of {@link burdensOf}, the heaviest first by the figure asked for, or in the tree's order. */
export async function listBurdens(
  actor: PersonActor,
  { sort, cursor, limit }: Query,
  month: string,
  quota: number,
): Promise<OutputOf<'burden.list'>> {
  const all = (await burdensOf(actor, month, quota)).map((burden, place) => ({ burden, place }))
  const figure = ({ burden }: { burden: CommunityBurden }) => (sort === 'org' ? 0 : burden[sort])
  const ordered = all.toSorted((a, b) => figure(b) - figure(a) || a.place - b.place)
  const after = cursor ? decodeCursor(cursor, ['number', 'number']) : null
  const rest = after
    ? ordered.filter(
        (row) => figure(row) < after[0] || (figure(row) === after[0] && row.place > after[1]),
      )
    : ordered
  const page = cutPage(rest.slice(0, limit + 1), limit, (row) => [figure(row), row.place])
  const most = (name: 'pushes' | 'messages' | 'tasks') =>
    all.reduce((top, { burden }) => Math.max(top, burden[name]), 0)
  return {
    month,
    quota,
    most: { pushes: most('pushes'), messages: most('messages'), tasks: most('tasks') },
    items: page.items.map(({ burden }) => burden),
    nextCursor: page.nextCursor,
  }
}
