import type { ClientSession } from 'mongoose'
import { inTransaction, isDuplicateKey, runAgain } from '../../platform/database'
import { occurrencesChangedSince, occurrenceStanding, type OccurrenceRef } from '../deliveries'
import { getGroups } from '../groups'
import { getOrgs } from '../orgs'
import {
  idOf,
  OccurrenceModel,
  PushModel,
  TaskModel,
  type OccurrenceDocument,
} from './burden.model'
import { communitiesOf, communitiesReached, isAbove, monthOf } from './burden.places'

/** While messages still go out, an occurrence is counted anew this often at most. */
const RECOUNT_MS = 60_000
/** A resend may move what was settled; the engine has noted it within this time. */
const LOOK_BACK_MS = 86_400_000
const MOST_AT_ONCE = 200

/** An occurrence of a digest that has just begun. */
export interface BegunPush extends OccurrenceRef {
  senderId: string
  audienceOrgIds: readonly string[]
  issueNo: number
  title: string
  reason: string | null
  dueAt: Date
}

/**
 * Notes that an occurrence has begun, for every community that it goes to: from here on it counts
 * for the quota. What arrives is counted by {@link recountPushes}.
 * @param session of the transaction in which the occurrence begins, so that it is noted once
 */
export async function notePushes(push: BegunPush, session: ClientSession): Promise<void> {
  const places = await communitiesReached(push.senderId, push.audienceOrgIds)
  if (places.length === 0) return
  const { digestId, occurrence, senderId, issueNo, title, reason, dueAt } = push
  const common = {
    digestId: idOf(digestId),
    occurrence,
    senderId: idOf(senderId),
    month: monthOf(dueAt),
    issueNo,
    title,
    reason,
    settled: false,
  }
  const begun = { ...common, asOf: null, countedAt: null, round: 0 }
  await OccurrenceModel.create([begun], { session })
  await PushModel.insertMany(
    places.map((place) => ({
      ...common,
      communityId: idOf(place.id),
      communityPath: place.path.map(idOf),
      sent: 0,
    })),
    { session },
  )
}

/** Messages that arrived, by community; a group counts for the community that it belongs to now. */
async function sentByCommunity(senderId: string, sent: ReadonlyMap<string, number>) {
  const groups = await getGroups([...sent.keys()])
  const places = await communitiesOf([...groups.values()].map((group) => group.orgId))
  const totals = new Map<string, number>()
  for (const [groupId, count] of sent) {
    const place = places.get(groups.get(groupId)?.orgId ?? '')
    if (!place || !isAbove(senderId, place)) continue
    totals.set(place.id, (totals.get(place.id) ?? 0) + count)
  }
  return totals
}

async function recount(row: OccurrenceDocument, now: Date): Promise<void> {
  const { _id, occurrence, round } = row
  const digestId = String(row.digestId)
  const standing = await occurrenceStanding({ digestId, occurrence })
  if (!standing) return
  const totals = await sentByCommunity(String(row.senderId), standing.sent)
  const orgs = await getOrgs([...totals.keys()])
  const { digestId: digest, senderId, month, issueNo, title, reason } = row
  const key = { digestId: digest, occurrence }
  const figures = { settled: standing.over, asOf: standing.changedAt, countedAt: now }
  await inTransaction(async (session) => {
    const mine = await OccurrenceModel.updateOne(
      { _id, round },
      { $set: figures, $inc: { round: 1 } },
      { session },
    )
    if (mine.matchedCount === 0) return
    // What went to a group that has moved to another community no longer counts here.
    await PushModel.updateMany(
      { ...key, communityId: { $nin: [...totals.keys()].map(idOf) } },
      { $set: { sent: 0, settled: standing.over } },
      { session },
    )
    for (const [communityId, sent] of totals) {
      const path = orgs.get(communityId)?.path ?? []
      await PushModel.updateOne(
        { ...key, communityId: idOf(communityId) },
        {
          $set: { sent, settled: standing.over },
          $setOnInsert: { communityPath: path.map(idOf), senderId, month, issueNo, title, reason },
        },
        { session, upsert: true },
      )
    }
  })
}

/** Counts what has arrived of occurrences under way, and of those that a resend has moved. */
export async function recountPushes(now: Date, signal?: AbortSignal): Promise<void> {
  const changed = await occurrencesChangedSince(new Date(now.getTime() - LOOK_BACK_MS))
  const changedAt = new Map(
    changed.map((each) => [`${each.digestId}:${each.occurrence}`, each.changedAt.getTime()]),
  )
  const moved = await OccurrenceModel.find({
    settled: true,
    digestId: { $in: [...new Set(changed.map(({ digestId }) => digestId))].map(idOf) },
  }).lean()
  const open = await OccurrenceModel.find({ settled: false })
    .sort({ _id: 1 })
    .limit(MOST_AT_ONCE)
    .lean()
  const isMoved = ({ digestId, occurrence, asOf }: OccurrenceDocument) => {
    const at = changedAt.get(`${String(digestId)}:${occurrence}`)
    return at !== undefined && at !== asOf?.getTime()
  }
  const isStale = (row: OccurrenceDocument) =>
    isMoved(row) ||
    row.countedAt === null ||
    Math.abs(now.getTime() - row.countedAt.getTime()) >= RECOUNT_MS
  for (const row of [...moved.filter(isMoved), ...open.filter(isStale)]) {
    if (signal?.aborted) return
    await recount(row, now)
  }
}

/** A matter that an office hands to somebody. */
export interface HandedMatter {
  ticketId: string
  /** Organization that the one who hands it on acts for. */
  fromOrgId: string
  /** Organizations at whose desks the one who gets it works. */
  toOrgIds: readonly string[]
  at: Date
}

/**
 * Notes a matter that an office above has handed down to a community, once for each of the two.
 * What stays within the community, or goes up, is no task in this sense.
 * @param session of the transaction in which it is handed on
 */
export async function noteHandedDown(matter: HandedMatter, session: ClientSession): Promise<void> {
  const places = [...(await communitiesOf(matter.toOrgIds)).values()]
  const place = places.find((each) => isAbove(matter.fromOrgId, each))
  if (!place) return
  const { ticketId, fromOrgId, at } = matter
  try {
    await TaskModel.updateOne(
      { ticketId: idOf(ticketId), communityId: idOf(place.id), senderId: idOf(fromOrgId) },
      { $setOnInsert: { communityPath: place.path.map(idOf), month: monthOf(at), at } },
      { session, upsert: true },
    )
  } catch (error) {
    // Lost a race: the transaction starts again and finds the winner's row.
    throw isDuplicateKey(error) ? runAgain(error) : error
  }
}
