import type { OrgRecord } from '../orgs'
import { isDuplicateKey } from '../../platform/database'
import { cutPage, decodeCursor } from '../../platform/paging'
import { GroupModel, toObjectId, type GroupDocument } from './group.model'
import type { GroupRoute } from './sender-id'
import type { ClientSession } from 'mongoose'

/** A chat group bound to an organization. */
export interface GroupRecord {
  id: string
  /** Of no use while no bot was ever in it. */
  roomId: string
  topic: string
  orgId: string
  /** Ids from the root down to and with the organization. */
  orgPath: string[]
  accountId: string | null
  /** Ways to its people, first choice first. */
  routes: GroupRoute[]
  lastSeenAt: Date | null
  /** A room of the same name that appeared when this one's vanished. */
  movedTo: string | null
}

function toRoutes(stored: GroupDocument['routes']): GroupRoute[] {
  return (stored ?? [{ kind: 'wechaty' as const }]).map((each) =>
    each.kind === 'channel' ? { ...each, channelId: String(each.channelId) } : each,
  )
}

/** A stored group as others see it. */
export function toRecord(group: GroupDocument): GroupRecord {
  return {
    id: String(group._id),
    roomId: group.roomId,
    topic: group.topic,
    orgId: String(group.orgId),
    orgPath: group.orgPath.map(String),
    accountId: group.accountId,
    routes: toRoutes(group.routes),
    lastSeenAt: group.lastSeenAt,
    movedTo: group.movedTo,
  }
}

/** One group, or null; with `session` as the transaction sees it. */
export async function getGroup(
  id: string,
  session: ClientSession | null = null,
): Promise<GroupRecord | null> {
  const group = await GroupModel.findById(id).session(session).lean()
  return group ? toRecord(group) : null
}

/** Several groups by id; unknown ids are left out. */
export async function getGroups(ids: readonly string[]): Promise<Map<string, GroupRecord>> {
  const groups = await GroupModel.find({ _id: { $in: [...new Set(ids)] } }).lean()
  return new Map(groups.map((group) => [String(group._id), toRecord(group)]))
}

/** The group behind a protocol's room id, or null when no branch has bound it. */
export async function getGroupByRoom(roomId: string): Promise<GroupRecord | null> {
  const group = await GroupModel.findOne({ roomId }).lean()
  return group ? toRecord(group) : null
}

/** The groups behind room ids; unbound rooms are left out. */
export async function getGroupsByRooms(roomIds: readonly string[]): Promise<GroupRecord[]> {
  const groups = await GroupModel.find({ roomId: { $in: [...roomIds] } }).lean()
  return groups.map(toRecord)
}

/** Room ids of the bound groups that a bot account is in. */
export async function listRoomIds(accountId: string): Promise<string[]> {
  const groups = await GroupModel.find({ accountId }, { roomId: 1 }).lean()
  return groups.map((group) => group.roomId)
}

/** How many groups stand in the subtrees of `orgIds`. */
export async function countGroups(orgIds: readonly string[]): Promise<number> {
  return GroupModel.countDocuments({ orgPath: { $in: [...orgIds] } })
}

/** How many groups in the subtrees of `orgIds` are reached in the same ways by the same senders. */
export async function countGroupsByWays(
  orgIds: readonly string[],
): Promise<(Pick<GroupRecord, 'accountId' | 'routes'> & { count: number })[]> {
  const rows = await GroupModel.aggregate<{
    _id: { accountId: string | null; routes: GroupDocument['routes'] | null }
    count: number
  }>([
    { $match: { orgPath: { $in: orgIds.map(toObjectId) } } },
    {
      $group: {
        _id: { accountId: '$accountId', routes: { $ifNull: ['$routes', null] } },
        count: { $sum: 1 },
      },
    },
  ])
  return rows.map(({ _id, count }) => ({
    accountId: _id.accountId,
    routes: toRoutes(_id.routes ?? undefined),
    count,
  }))
}

/** How many groups in the subtrees of `orgIds` each organization has of its own. */
export async function countGroupsByOrg(orgIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await GroupModel.aggregate<{ _id: unknown; count: number }>([
    { $match: { orgPath: { $in: orgIds.map(toObjectId) } } },
    { $group: { _id: '$orgId', count: { $sum: 1 } } },
  ])
  return new Map(rows.map(({ _id, count }) => [String(_id), count]))
}

/** A page of the groups in the subtrees of `orgIds`, by id. */
export async function listGroups(
  orgIds: readonly string[],
  query: { cursor?: string | undefined; limit: number; within?: readonly string[] | undefined },
): Promise<{ items: GroupRecord[]; nextCursor: string | null }> {
  const after = query.cursor ? decodeCursor(query.cursor, ['id']) : null
  const narrowed = query.within ? [{ orgPath: { $in: [...query.within] } }] : []
  const rows = await GroupModel.find({
    $and: [
      { orgPath: { $in: [...orgIds] } },
      ...narrowed,
      ...(after ? [{ _id: { $gt: after[0] } }] : []),
    ],
  })
    .sort({ _id: 1 })
    .limit(query.limit + 1)
    .lean()
  const page = cutPage(rows, query.limit, (row) => [String(row._id)])
  return { items: page.items.map(toRecord), nextCursor: page.nextCursor }
}

/** Notes that a bot account was in these rooms at `at`. */
export async function markGroupsSeen(
  accountId: string,
  roomIds: readonly string[],
  at: Date,
): Promise<void> {
  await GroupModel.updateMany(
    { roomId: { $in: [...roomIds] } },
    { $set: { accountId, lastSeenAt: at, movedTo: null } },
  )
}

/**
 * Binds a room to an organization; binding the same room again moves it.
 * @param options.seen the bot account that is in the room, where that is known
 */
export async function bindGroup(
  roomId: string,
  topic: string,
  org: OrgRecord,
  options: { session?: ClientSession; seen?: { accountId: string; at: Date } } = {},
): Promise<GroupRecord> {
  const { session, seen } = options
  const place = seen ? { accountId: seen.accountId, lastSeenAt: seen.at } : {}
  const group = await GroupModel.findOneAndUpdate(
    { roomId },
    { $set: { topic, orgId: org.id, orgPath: org.path, ...place } },
    { upsert: true, returnDocument: 'after', ...(session && { session }) },
  ).lean()
  return toRecord(group)
}

/** Calls groups as their rooms are called now; members rename them. */
export async function renameGroups(
  groups: readonly Pick<GroupRecord, 'id' | 'topic'>[],
): Promise<void> {
  if (groups.length === 0) return
  await GroupModel.bulkWrite(
    groups.map(({ id, topic }) => ({
      updateOne: { filter: { _id: id }, update: { $set: { topic } } },
    })),
  )
}

/**
 * Some protocols give a room another id in each session. Groups of the account whose room is gone
 * are compared by name with `strangers`, its rooms that nobody has bound; one single room of the
 * same name is noted, for a person to confirm. Of all other strangers nothing is kept.
 * @param present ids of all rooms that the account is in now
 */
export async function noteMovedGroups(
  accountId: string,
  present: ReadonlySet<string>,
  strangers: readonly { roomId: string; topic: string }[],
): Promise<void> {
  const groups = await GroupModel.find({ accountId }, { roomId: 1, topic: 1, movedTo: 1 }).lean()
  for (const group of groups.filter(({ roomId }) => !present.has(roomId))) {
    const twins = strangers.filter(({ topic }) => topic === group.topic)
    const rivals = groups.filter(({ topic }) => topic === group.topic)
    const movedTo = twins.length === 1 && rivals.length === 1 ? (twins[0]?.roomId ?? null) : null
    if (movedTo !== group.movedTo) await GroupModel.updateOne({ _id: group._id }, { movedTo })
  }
}

/** Takes the noted room as the group's. @returns false when none is noted, or it is bound by now */
export async function confirmMove(id: string, movedTo: string): Promise<boolean> {
  try {
    const moved = await GroupModel.updateOne(
      { _id: id, movedTo },
      { $set: { roomId: movedTo, movedTo: null } },
    )
    return moved.modifiedCount === 1
  } catch (error) {
    if (isDuplicateKey(error)) return false
    throw error
  }
}
