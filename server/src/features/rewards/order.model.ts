import {
  rewardEntryKinds,
  rewardOrderStates,
  type RewardEntryKind,
  type RewardOrderState,
} from '@lianxin/shared'
import mongoose, { Schema, type Types } from 'mongoose'

const { ObjectId } = Schema.Types

/** That somebody took a reward, and what became of it. */
export interface OrderDocument {
  _id: Types.ObjectId
  personId: Types.ObjectId
  rewardId: Types.ObjectId
  /** Of the reward: hands it over. */
  orgId: Types.ObjectId
  orgPath: Types.ObjectId[]
  /** As they were when it was taken. */
  title: string
  cost: number
  state: RewardOrderState
  /** Keyed hash of who asked and their key: the same asked again is this one. */
  originTag: string
  /** Which of the codes that follow from the order's id it has; no code is kept. */
  codeNo: number
  /** Keyed hash of the code, for finding it; gone with the person. */
  codeTag: string | null
  at: Date
  endedAt: Date | null
  /** Staff who handed it over or cancelled it; null when the person did. */
  endedBy: { id: string; name: string } | null
  reason: string | null
}
const order = new Schema<OrderDocument>(
  {
    personId: { type: ObjectId, required: true },
    rewardId: { type: ObjectId, required: true },
    orgId: { type: ObjectId, required: true },
    orgPath: { type: [ObjectId], required: true },
    title: { type: String, required: true },
    cost: { type: Number, required: true },
    state: { type: String, enum: rewardOrderStates, required: true },
    originTag: { type: String, required: true },
    codeNo: { type: Number, required: true },
    codeTag: { type: String, default: null },
    at: { type: Date, required: true },
    endedAt: { type: Date, default: null },
    endedBy: { type: Schema.Types.Mixed, default: null },
    reason: { type: String, default: null },
  },
  { collection: 'reward_orders', versionKey: false },
)
order.index({ originTag: 1 }, { unique: true })
// No two that wait have one code.
order.index({ codeTag: 1 }, { unique: true, partialFilterExpression: { state: 'open' } })
order.index({ codeTag: 1, _id: -1 })
order.index({ personId: 1, _id: -1 })
order.index({ personId: 1, rewardId: 1 })
order.index({ rewardId: 1, state: 1 })
order.index({ orgPath: 1, state: 1, _id: -1 })
order.index({ orgPath: 1, at: 1, _id: 1 })
export const OrderModel = mongoose.model<OrderDocument>('RewardOrder', order)

/** What a person has spent, one row each: whoever orders must write it, so two never spend the same. */
export interface AccountDocument {
  /** The person. */
  _id: Types.ObjectId
  spent: number
}
const account = new Schema<AccountDocument>(
  {
    _id: { type: ObjectId, required: true },
    spent: { type: Number, required: true, min: 0 },
  },
  { collection: 'reward_accounts', versionKey: false },
)
export const AccountModel = mongoose.model<AccountDocument>('RewardAccount', account)

/** One line of the ledger of what was spent, written once and never changed. */
export interface EntryDocument {
  _id: Types.ObjectId
  /** `spend:<order>` or `refund:<order>`: neither can happen twice. */
  key: string
  personId: Types.ObjectId
  orderId: Types.ObjectId
  kind: RewardEntryKind
  /** Below zero when spent. */
  points: number
  title: string
  at: Date
}
const entry = new Schema<EntryDocument>(
  {
    key: { type: String, required: true },
    personId: { type: ObjectId, required: true },
    orderId: { type: ObjectId, required: true },
    kind: { type: String, enum: rewardEntryKinds, required: true },
    points: { type: Number, required: true },
    title: { type: String, required: true },
    at: { type: Date, required: true },
  },
  { collection: 'reward_entries', versionKey: false },
)
entry.index({ key: 1 }, { unique: true })
entry.index({ personId: 1, _id: -1 })
export const EntryModel = mongoose.model<EntryDocument>('RewardEntry', entry)
