import type { OrgRecord } from '../orgs'
import { cutPage, decodeCursor } from '../../platform/paging'
import { GroupModel, type GroupDocument } from './group.model'

/** A chat group bound to an organization. */
export interface GroupRecord {
  id: string
  roomId: string
  topic: string
  orgId: string
  /** Ids from the root down to and with the organization. */
  orgPath: string[]
  accountId: string | null
  transport: 'wechaty'
  lastSeenAt: Date | null
}

function toRecord(group: GroupDocument): GroupRecord {
  return {
    id: String(group._id),
    roomId: group.roomId,
    topic: group.topic,
    orgId: String(group.orgId),
    orgPath: group.orgPath.map(String),
    accountId: group.accountId,
    transport: group.transport,
    lastSeenAt: group.lastSeenAt,
  }
}

/** One group, or null. */
export async function getGroup(id: string): Promise<GroupRecord | null> {
  const group = await GroupModel.findById(id).lean()
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
    { $set: { accountId, lastSeenAt: at } },
  )
}

/** Binds a room to an organization; binding the same room again moves it. */
export async function bindGroup(
  roomId: string,
  topic: string,
  org: OrgRecord,
): Promise<GroupRecord> {
  const group = await GroupModel.findOneAndUpdate(
    { roomId },
    { $set: { topic, orgId: org.id, orgPath: org.path } },
    { upsert: true, returnDocument: 'after' },
  ).lean()
  return toRecord(group)
}
