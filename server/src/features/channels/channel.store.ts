import type { ChannelKind, ChannelLook, ChannelProblem } from '@lianxin/shared'
import { isDuplicateKey } from '../../platform/database'
import { cutPage, decodeCursor } from '../../platform/paging'
import { ChannelModel, toObjectId, type ChannelDocument } from './channel.model'

/** A channel as the rest of the server knows it; what its owner entered stays sealed. */
export interface ChannelRecord {
  id: string
  kind: ChannelKind
  name: string
  orgId: string
  /** Ids from the root down to and with the organization. */
  orgPath: string[]
  sealed: string
  hint: string
  look: ChannelLook
  enabled: boolean
  failing: boolean
  lastOkAt: Date | null
  lastProblem: { code: ChannelProblem; at: Date } | null
  createdBy: string
}

function toRecord(channel: ChannelDocument): ChannelRecord {
  const { kind, name, sealed, hint, enabled, failing, lastOkAt, lastProblem } = channel
  return {
    id: String(channel._id),
    orgId: String(channel.orgId),
    orgPath: channel.orgPath.map(String),
    createdBy: String(channel.createdBy),
    // channels from before there was a choice have none stored
    look: channel.look ?? 'words',
    ...{ kind, name, sealed, hint, enabled, failing, lastOkAt, lastProblem },
  }
}

/** One channel, or null. */
export async function getChannel(id: string): Promise<ChannelRecord | null> {
  const channel = await ChannelModel.findById(id).lean()
  return channel ? toRecord(channel) : null
}

/** Several channels; unknown ids are left out. */
export async function getChannels(ids: readonly string[]): Promise<ChannelRecord[]> {
  if (ids.length === 0) return []
  const channels = await ChannelModel.find({ _id: { $in: [...new Set(ids)] } }).lean()
  return channels.map(toRecord)
}

/** A page of the channels in the subtrees of `orgIds`, by id. */
export async function listChannels(
  orgIds: readonly string[],
  query: { cursor?: string | undefined; limit: number },
): Promise<{ items: ChannelRecord[]; nextCursor: string | null }> {
  const after = query.cursor ? decodeCursor(query.cursor, ['id']) : null
  const rows = await ChannelModel.find({
    orgPath: { $in: [...orgIds] },
    ...(after ? { _id: { $gt: after[0] } } : {}),
  })
    .sort({ _id: 1 })
    .limit(query.limit + 1)
    .lean()
  const page = cutPage(rows, query.limit, (row) => [String(row._id)])
  return { items: page.items.map(toRecord), nextCursor: page.nextCursor }
}

/** Channels that are switched off or do not work until they are mended. */
export async function channelsAway(): Promise<{ id: string; kind: ChannelKind }[]> {
  const rows = await ChannelModel.find(
    { $or: [{ enabled: false }, { failing: true }] },
    { kind: 1 },
  ).lean()
  return rows.map(({ _id, kind }) => ({ id: String(_id), kind }))
}

/** What is entered for a new channel. */
export interface NewChannel {
  kind: ChannelKind
  name: string
  org: { id: string; path: readonly string[] }
  sealed: string
  tag: string
  hint: string
  createdBy: string
}

/** Adds a channel. @returns null, and the one that stands, when the same one is there already */
export async function addChannel(
  channel: NewChannel,
  now: Date,
): Promise<{ added: ChannelRecord | null; standing: ChannelRecord | null }> {
  const { org, ...fields } = channel
  try {
    const made = await ChannelModel.create({
      ...fields,
      orgId: org.id,
      orgPath: [...org.path],
      enabled: true,
      failing: false,
      createdAt: now,
    })
    return { added: toRecord(made.toObject()), standing: null }
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
    const standing = await ChannelModel.findOne({ tag: channel.tag }).lean()
    return { added: null, standing: standing ? toRecord(standing) : null }
  }
}

/** What may be changed of a channel. */
export type ChannelChange = Partial<
  Pick<
    ChannelDocument,
    'name' | 'look' | 'enabled' | 'sealed' | 'tag' | 'hint' | 'failing' | 'lastProblem'
  >
>

/** Changes a channel. @returns null when it is gone; `taken` when another one has that secret */
export async function changeChannel(
  id: string,
  change: ChannelChange,
): Promise<ChannelRecord | 'taken' | null> {
  try {
    const changed = await ChannelModel.findOneAndUpdate(
      { _id: id },
      { $set: change },
      { returnDocument: 'after' },
    ).lean()
    return changed ? toRecord(changed) : null
  } catch (error) {
    if (isDuplicateKey(error)) return 'taken'
    throw error
  }
}

/** Removes a channel. */
export async function removeChannel(id: string): Promise<void> {
  await ChannelModel.deleteOne({ _id: id })
}

/** Takes the right to try a channel out. @returns false when somebody did so after `before` */
export async function takeTest(id: string, now: Date, before: Date): Promise<boolean> {
  const taken = await ChannelModel.updateOne(
    // a test later than now can only mean that the clock went back
    { _id: id, $nor: [{ lastTestAt: { $gt: before, $lte: now } }] },
    { $set: { lastTestAt: now } },
  )
  return taken.modifiedCount === 1
}

/** Notes that the channel worked. */
export async function noteOk(id: string, at: Date): Promise<void> {
  await ChannelModel.updateOne({ _id: id }, { $set: { lastOkAt: at, failing: false } })
}

/**
 * Notes that it did not.
 * @param sealed what it was called with; a trouble with what has been replaced is none any more
 */
export async function noteProblem(
  channel: { id: string; sealed: string },
  code: ChannelProblem,
  failing: boolean,
  at: Date,
): Promise<void> {
  await ChannelModel.updateOne(
    { _id: toObjectId(channel.id), sealed: channel.sealed },
    { $set: { lastProblem: { code, at }, ...(failing && { failing: true }) } },
  )
}
