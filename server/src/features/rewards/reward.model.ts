import { rewardStates, stockKinds, type RewardState, type StockKind } from '@lianxin/shared'
import mongoose, { Schema, Types } from 'mongoose'

const { ObjectId } = Schema.Types

/** Something that points are exchanged for. */
export interface RewardDocument {
  _id: Types.ObjectId
  orgId: Types.ObjectId
  /** Above and with its organization. */
  orgPath: Types.ObjectId[]
  title: string
  about: string
  /** Where and when it is handed over. */
  pickup: string
  cost: number
  mostEach: number | null
  /** Never below zero: every change is conditional, and the schema is the second lock. */
  stock: number
  /** How often staff changed the stock: a repeat of the same change is known by it. */
  stockChanges: number
  state: RewardState
  revision: number
  at: Date
}
const reward = new Schema<RewardDocument>(
  {
    orgId: { type: ObjectId, required: true },
    orgPath: { type: [ObjectId], required: true },
    title: { type: String, required: true },
    about: { type: String, required: true },
    pickup: { type: String, required: true },
    cost: { type: Number, required: true },
    mostEach: { type: Number, default: null },
    stock: { type: Number, required: true, min: 0 },
    stockChanges: { type: Number, required: true },
    state: { type: String, enum: rewardStates, required: true },
    revision: { type: Number, required: true },
    at: { type: Date, required: true },
  },
  { collection: 'rewards', versionKey: false },
)
reward.index({ orgId: 1, title: 1 }, { unique: true, partialFilterExpression: { state: 'open' } })
reward.index({ orgId: 1, state: 1, cost: 1, _id: 1 })
reward.index({ orgPath: 1, state: 1, _id: -1 })
export const RewardModel = mongoose.model<RewardDocument>('Reward', reward)

/** One line of a reward's stock, written once: all changes add up to what is in stock. */
export interface StockDocument {
  _id: Types.ObjectId
  /** What makes it single, e.g. `order:<order>`. */
  key: string
  rewardId: Types.ObjectId
  kind: StockKind
  change: number
  left: number
  reason: string | null
  /** Staff; null where it follows from an order. */
  by: { id: string; name: string } | null
  at: Date
}
const stock = new Schema<StockDocument>(
  {
    key: { type: String, required: true },
    rewardId: { type: ObjectId, required: true },
    kind: { type: String, enum: stockKinds, required: true },
    change: { type: Number, required: true },
    left: { type: Number, required: true, min: 0 },
    reason: { type: String, default: null },
    by: { type: Schema.Types.Mixed, default: null },
    at: { type: Date, required: true },
  },
  { collection: 'reward_stock', versionKey: false },
)
stock.index({ key: 1 }, { unique: true })
stock.index({ rewardId: 1, _id: -1 })
export const StockModel = mongoose.model<StockDocument>('RewardStock', stock)

/** The id type of the database, for those who may not know mongoose; a new one unless told. */
export function toId(id?: string): Types.ObjectId {
  return new Types.ObjectId(id)
}
