import mongoose, { Schema, Types, type ClientSession } from 'mongoose'
import { isDuplicateKey } from '../../platform/database'

/** That a message was taken; nothing of what it said or who said it can be read from it. */
interface TakenDocument {
  /** Keyed hash of account, chat and message id. */
  _id: string
  /** Keyed hash of chat, sender, text and minute: knows a message again that came under a new id. */
  replayKey: string
  accountId: string
  expiresAt: Date
}

/** What is remembered of someone in private chat, by keyed hash of the contact id. */
export interface ContactMemory {
  _id: string
  /** Group in which they last spoke to us: it says which branch a private word is for. */
  groupId: Types.ObjectId | null
  /** Pictures that wait for a sentence. */
  photoIds: Types.ObjectId[]
  photosAt: Date | null
  expiresAt: Date
}

const taken = new Schema<TakenDocument>(
  {
    _id: { type: String, required: true },
    replayKey: { type: String, required: true },
    accountId: { type: String, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'inbound_messages', versionKey: false },
)
taken.index({ replayKey: 1 })
taken.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })
const Taken = mongoose.model<TakenDocument>('InboundMessage', taken)

const contact = new Schema<ContactMemory>(
  {
    _id: { type: String, required: true },
    groupId: { type: Schema.Types.ObjectId, default: null },
    photoIds: { type: [Schema.Types.ObjectId], default: [] },
    photosAt: { type: Date, default: null },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'inbound_contacts', versionKey: false },
)
contact.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })
const Contact = mongoose.model<ContactMemory>('InboundContact', contact)

/** Notes a message as taken. @returns false when it was taken before */
export async function takeMessage(
  message: { id: string; replayKey: string; accountId: string; expiresAt: Date },
  session: ClientSession,
): Promise<boolean> {
  const { id, ...rest } = message
  try {
    await Taken.create([{ _id: id, ...rest }], { session })
    return true
  } catch (error) {
    if (isDuplicateKey(error)) return false
    throw error
  }
}

/** Was a message of the same words taken under another id, by whichever of these accounts? */
export async function knowsReplay(
  replayKey: string,
  account: { not: string } | 'any',
  session: ClientSession,
): Promise<boolean> {
  const other = account === 'any' ? {} : { accountId: { $ne: account.not } }
  return (await Taken.exists({ replayKey, ...other }).session(session)) !== null
}

/** What is remembered of a contact, or null. */
export async function recallContact(
  tag: string,
  session: ClientSession | null = null,
): Promise<ContactMemory | null> {
  return Contact.findById(tag).session(session).lean()
}

/** Makes sure that a contact is remembered, so that a transaction only ever updates. */
export async function ensureContact(tag: string, expiresAt: Date): Promise<void> {
  try {
    await Contact.updateOne({ _id: tag }, { $set: { expiresAt } }, { upsert: true })
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
  }
}

/** Notes where a contact last spoke to us. */
export async function rememberGroup(tag: string, groupId: string, expiresAt: Date): Promise<void> {
  await ensureContact(tag, expiresAt)
  await Contact.updateOne({ _id: tag }, { $set: { groupId: new Types.ObjectId(groupId) } })
}

/** Keeps pictures for the sentence to come; the newest three. */
export async function keepPhotos(
  tag: string,
  photoIds: readonly string[],
  at: Date,
  session: ClientSession,
): Promise<void> {
  const ids = photoIds.map((id) => new Types.ObjectId(id))
  await Contact.updateOne(
    { _id: tag },
    { $push: { photoIds: { $each: ids, $slice: -3 } }, $set: { photosAt: at } },
    { session },
  )
}

/** Forgets the pictures that waited: a matter has them now, or they are too old. */
export async function dropPhotos(tag: string, session: ClientSession): Promise<void> {
  await Contact.updateOne({ _id: tag }, { $set: { photoIds: [], photosAt: null } }, { session })
}
