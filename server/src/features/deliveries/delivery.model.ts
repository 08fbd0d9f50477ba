import { deliveryStates, type DeliveryState } from '@lianxin/shared'
import mongoose, { Schema, Types } from 'mongoose'
import { deliveryKinds, type DeliveryKind, type DeliveryReason } from './delivery.rules'

/** One message to one chat. */
export interface DeliveryDocument {
  _id: Types.ObjectId
  /** Natural key: the same thing is said once. */
  key: string
  kind: DeliveryKind
  /** Order within an account: priority, `orderAt`, chat, part, then as they were made. */
  priority: number
  orderAt: Date
  part: number
  /** `g:<group id>` or `d:<account>:<hash of contact>`; gone a day after a private message was sent. */
  chatKey: string | null
  groupId: Types.ObjectId | null
  /** Only for a private chat, and only until it is sent. */
  contactId: string | null
  /** Who is to send it (see `groups/sender-id`); null while nobody can reach the group. */
  accountId: string | null
  /** Senders that surely did not get it through to this chat; another one has it now. */
  tried: string[]
  /** The batch whose text this is (digests); null = `text` holds it. */
  batchId: Types.ObjectId | null
  occurrence: number
  text: string | null
  /** Of the normalised text: an echo of our own message is known by it. */
  fingerprint: string
  ref: { type: 'ticket' | 'digest'; id: Types.ObjectId } | null
  state: DeliveryState
  reason: DeliveryReason | null
  notBefore: Date
  /** Of an evening's roll: after this it is not said any more. */
  notAfter: Date | null
  /** Of the newest lease; kept afterwards, so that a late ack is recognised. */
  leaseToken: string | null
  leaseUntil: Date | null
  /** When the newest attempt was marked `sending`. */
  sendingAt: Date | null
  attempts: number
  sentAt: Date | null
  /** Shanghai day of `sentAt`. */
  sentDay: string | null
  messageId: string | null
  /** Acked as sent to a group, and its echo not seen yet; only where echoes are looked for. */
  unseen: boolean
  /** What people decided about it. */
  decisions: { decision: string; by: string; byName: string; at: Date }[]
  createdAt: Date
}

const { ObjectId, Mixed } = Schema.Types
const schema = new Schema<DeliveryDocument>(
  {
    key: { type: String, required: true },
    kind: { type: String, enum: deliveryKinds, required: true },
    priority: { type: Number, required: true },
    orderAt: { type: Date, required: true },
    part: { type: Number, required: true },
    chatKey: { type: String, default: null },
    groupId: { type: ObjectId, default: null },
    contactId: { type: String, default: null },
    accountId: { type: String, default: null },
    tried: { type: [String], default: [] },
    batchId: { type: ObjectId, default: null },
    occurrence: { type: Number, required: true },
    text: { type: String, default: null },
    fingerprint: { type: String, required: true },
    ref: { type: Mixed, default: null },
    state: { type: String, enum: deliveryStates, required: true },
    reason: { type: String, default: null },
    notBefore: { type: Date, required: true },
    notAfter: { type: Date, default: null },
    leaseToken: { type: String, default: null },
    leaseUntil: { type: Date, default: null },
    sendingAt: { type: Date, default: null },
    attempts: { type: Number, required: true },
    sentAt: { type: Date, default: null },
    sentDay: { type: String, default: null },
    messageId: { type: String, default: null },
    unseen: { type: Boolean, default: false },
    decisions: {
      type: [{ _id: false, decision: String, by: String, byName: String, at: Date }],
      default: [],
    },
    createdAt: { type: Date, required: true },
  },
  { collection: 'deliveries', versionKey: false },
)
schema.index({ key: 1 }, { unique: true })
// what an account may send next, in order; a lease walks this
schema.index({
  accountId: 1,
  state: 1,
  batchId: 1,
  priority: 1,
  orderAt: 1,
  chatKey: 1,
  part: 1,
  _id: 1,
})
schema.index({ state: 1, leaseUntil: 1 })
// what waits for a person; everything else passes these states quickly or never
schema.index({ state: 1, _id: 1 })
// what is open in a few chats, while ten thousand others wait: each lease asks that
schema.index({ chatKey: 1, state: 1 })
schema.index({ chatKey: 1, fingerprint: 1, sendingAt: 1 })
schema.index({ chatKey: 1, kind: 1, sendingAt: -1 })
schema.index({ batchId: 1, state: 1, _id: 1 })
schema.index({ 'ref.id': 1, _id: 1 })
schema.index({ accountId: 1, sentDay: 1 })
// for whom something waits: the dispatcher asks every second
schema.index({ accountId: 1, notBefore: 1 }, { partialFilterExpression: { state: 'queued' } })
// rolls that nobody could send in time; equality on both, so that the index is used
schema.index({ notAfter: 1 }, { partialFilterExpression: { kind: 'roll', state: 'queued' } })
// rolls whose names are still to be forgotten
schema.index(
  { kind: 1, createdAt: 1 },
  { partialFilterExpression: { kind: 'roll', text: { $type: 'string' } } },
)
schema.index({ accountId: 1, sentAt: 1 }, { partialFilterExpression: { unseen: true } })

export const DeliveryModel = mongoose.model<DeliveryDocument>('Delivery', schema)

/** A new delivery with everything that a new one has in common. */
export function newDelivery(
  given: Pick<
    DeliveryDocument,
    'key' | 'kind' | 'priority' | 'orderAt' | 'part' | 'chatKey' | 'accountId' | 'fingerprint'
  > &
    Pick<DeliveryDocument, 'notBefore' | 'createdAt'> &
    Partial<DeliveryDocument>,
): DeliveryDocument {
  return {
    _id: new Types.ObjectId(),
    groupId: null,
    contactId: null,
    batchId: null,
    occurrence: 1,
    text: null,
    ref: null,
    state: 'queued',
    reason: null,
    notAfter: null,
    leaseToken: null,
    leaseUntil: null,
    sendingAt: null,
    attempts: 0,
    sentAt: null,
    sentDay: null,
    messageId: null,
    tried: [],
    unseen: false,
    decisions: [],
    ...given,
  }
}

/** The id type of the database, for those who may not know mongoose. */
export function objectId(id: string): Types.ObjectId {
  return new Types.ObjectId(id)
}

/** Inserts what is not there yet; rows whose key stands are left as they are. */
export async function insertDeliveries(rows: readonly DeliveryDocument[]): Promise<void> {
  if (rows.length === 0) return
  try {
    // past mongoose: casting 10,000 rows one by one costs more than storing them
    await DeliveryModel.collection.insertMany([...rows], { ordered: false })
  } catch (error) {
    if (!onlyDuplicates(error)) throw error
  }
}

function onlyDuplicates(error: unknown): boolean {
  if (!(error instanceof mongoose.mongo.MongoBulkWriteError)) return false
  const errors = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors]
  return errors.length > 0 && errors.every((each) => each.code === 11000)
}
