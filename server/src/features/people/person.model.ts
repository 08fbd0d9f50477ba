import {
  developmentStages,
  partyClasses,
  roles,
  type DevelopmentStage,
  type PartyClass,
  type Role,
} from '@lianxin/shared'
import mongoose, { Schema, Types } from 'mongoose'

export interface PersonDocument {
  _id: Types.ObjectId
  name: string
  /** AES-256-GCM; the blind index finds it again. */
  phoneSealed: string | null
  phoneIndex: string | null
  passwordHash: string | null
  /** The desk whose code let the person choose the password; null = the old password did. */
  passwordFrom: { orgId: Types.ObjectId; at: Date } | null
  /** Keyed hash of the WeChat openid: enough to sign in, useless to others. */
  openidIndex: string | null
  /** Keyed hash of the chat contact id, when a person is known in a chat. */
  contactIndex: string | null
  posts: { role: Role; orgId: Types.ObjectId; from: Date; to: Date | null }[]
  /** All organizations above and with those of current posts, for subtree lists. */
  orgPaths: Types.ObjectId[]
  /** The organization on whose roster the person stands, with those above; empty = on none. */
  rosterPath: Types.ObjectId[]
  /** Which rules of the points book hold for this member; null = not told yet. */
  partyClass: PartyClass | null
  /** Null for who is not on the way into the Party. */
  developmentStage: DevelopmentStage | null
  /** The day of joining the Party, a Shanghai day; null = not told, or not in it. */
  joinedOn: string | null
  /** First letters of the name's pinyin, lower case, for finding it with a few keys. */
  initials: string | null
  /** Unique for a member who was put on the roster without a phone: branch and name, keyed. */
  memberIndex: string | null
  elderMode: boolean | null
  consents: { purpose: string; version: string; granted: boolean; at: Date }[]
}

const schema = new Schema<PersonDocument>(
  {
    name: { type: String, required: true },
    phoneSealed: { type: String, default: null },
    phoneIndex: { type: String, default: null },
    passwordHash: { type: String, default: null },
    passwordFrom: {
      type: new Schema({ orgId: Schema.Types.ObjectId, at: Date }, { _id: false }),
      default: null,
    },
    openidIndex: { type: String, default: null },
    contactIndex: { type: String, default: null },
    posts: [
      {
        _id: false,
        role: { type: String, enum: roles, required: true },
        orgId: { type: Schema.Types.ObjectId, required: true },
        from: { type: Date, required: true },
        to: { type: Date, default: null },
      },
    ],
    orgPaths: { type: [Schema.Types.ObjectId], default: [] },
    rosterPath: { type: [Schema.Types.ObjectId], default: [] },
    partyClass: { type: String, enum: [...partyClasses, null], default: null },
    developmentStage: { type: String, enum: [...developmentStages, null], default: null },
    joinedOn: { type: String, default: null },
    initials: { type: String, default: null },
    memberIndex: { type: String, default: null },
    elderMode: { type: Boolean, default: null },
    consents: [{ _id: false, purpose: String, version: String, granted: Boolean, at: Date }],
  },
  { collection: 'people', versionKey: false },
)
for (const field of ['phoneIndex', 'openidIndex', 'contactIndex', 'memberIndex']) {
  schema.index(
    { [field]: 1 },
    { unique: true, partialFilterExpression: { [field]: { $type: 'string' } } },
  )
}
schema.index({ orgPaths: 1, name: 1, _id: 1 })
schema.index({ rosterPath: 1, name: 1, _id: 1 })
schema.index({ initials: 1 })

export const PersonModel = mongoose.model<PersonDocument>('Person', schema)

/** The id type of the database, for those who may not know mongoose; a new one unless told. */
export function toId(id?: string): Types.ObjectId {
  return new Types.ObjectId(id)
}
