import mongoose, { Schema, type Types } from 'mongoose'

/** A bot process's right to speak for us. */
export interface BotDocument {
  _id: Types.ObjectId
  name: string
  /** SHA-256 of the token, which itself is nowhere kept. */
  tokenHash: string
  scopes: string[]
  createdAt: Date
}

/** A chat account that bots are signed in with. */
export interface AccountDocument {
  /** Account id of the chat protocol. */
  _id: string
  name: string
  /** Bots that have said hello as this account; only they may lease for it. */
  botIds: Types.ObjectId[]
  loggedIn: boolean
  /** Not there for accounts of before a new one had to warm up. */
  firstSeenAt?: Date
  lastSeenAt: Date
}

const botSchema = new Schema<BotDocument>(
  {
    name: { type: String, required: true },
    tokenHash: { type: String, required: true },
    scopes: { type: [String], required: true },
    createdAt: { type: Date, required: true },
  },
  { collection: 'bots', versionKey: false },
)
botSchema.index({ tokenHash: 1 }, { unique: true })
export const BotModel = mongoose.model<BotDocument>('Bot', botSchema)

const accountSchema = new Schema<AccountDocument>(
  {
    _id: { type: String, required: true },
    name: { type: String, default: '' },
    botIds: { type: [Schema.Types.ObjectId], default: [] },
    loggedIn: { type: Boolean, required: true },
    firstSeenAt: { type: Date },
    lastSeenAt: { type: Date, required: true },
  },
  { collection: 'bot_accounts', versionKey: false },
)
export const AccountModel = mongoose.model<AccountDocument>('BotAccount', accountSchema)
