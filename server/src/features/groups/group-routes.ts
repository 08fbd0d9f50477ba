import { GroupModel, noRoom, toObjectId } from './group.model'
import { getGroup, toRecord, type GroupRecord } from './group.service'
import type { GroupRoute } from './sender-id'
import type { OrgRecord } from '../orgs'
import { isDuplicateKey } from '../../platform/database'

const toStored = (ways: readonly GroupRoute[]) =>
  ways.map((way) =>
    way.kind === 'channel' ? { ...way, channelId: toObjectId(way.channelId) } : way,
  )

/**
 * Notes a group that no bot is in, e.g. one on paper. The same name in the same organization is
 * the same group: asking again gives it back as it is.
 */
export async function createGroup(
  topic: string,
  org: OrgRecord,
  ways: readonly GroupRoute[],
): Promise<GroupRecord> {
  const take = () =>
    GroupModel.findOneAndUpdate(
      { roomId: noRoom(org.id, topic) },
      { $setOnInsert: { topic, orgId: org.id, orgPath: org.path, routes: toStored(ways) } },
      { upsert: true, returnDocument: 'after' },
    ).lean()
  try {
    return toRecord(await take())
  } catch (error) {
    // Two at once were both the first; now one of them stands.
    if (!isDuplicateKey(error)) throw error
    return toRecord(await take())
  }
}

/** Says by which ways a group is reached, first choice first. */
export async function setRoutes(id: string, ways: readonly GroupRoute[]): Promise<GroupRecord> {
  await GroupModel.updateOne({ _id: id }, { $set: { routes: toStored(ways) } })
  const group = await getGroup(id)
  if (!group) throw new Error(`group ${id} is gone`)
  return group
}

/** How many groups each of these channels reaches. */
export async function countGroupsByChannel(
  channelIds: readonly string[],
): Promise<Map<string, number>> {
  const counts = await Promise.all(
    channelIds.map(async (channelId) => {
      const count = await GroupModel.countDocuments({ 'routes.channelId': toObjectId(channelId) })
      return [channelId, count] as const
    }),
  )
  return new Map(counts)
}

/**
 * A page of the groups that have this sender among others, by id: when it is lost, there is
 * another way.
 */
export async function groupsWithOtherWays(
  senderId: string,
  channelId: string | null,
  after: string | null,
  limit: number,
): Promise<GroupRecord[]> {
  const rows = await GroupModel.find({
    ...(channelId ? { 'routes.channelId': toObjectId(channelId) } : { accountId: senderId }),
    'routes.1': { $exists: true },
    ...(after ? { _id: { $gt: after } } : {}),
  })
    .sort({ _id: 1 })
    .limit(limit)
    .lean()
  return rows.map(toRecord)
}
