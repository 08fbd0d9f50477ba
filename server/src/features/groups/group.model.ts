import type { ChannelKind } from '@lianxin/shared'
import mongoose, { Schema, Types } from 'mongoose'

/** A way to a group's people, in the order in which its branch wants them used. */
export type RouteDocument =
  | { kind: 'wechaty' }
  | { kind: 'channel'; channelKind: ChannelKind; channelId: Types.ObjectId; address: string | null }
  | { kind: 'print' }

export interface GroupDocument {
  _id: Types.ObjectId
  /**
   * The protocol's room id; web protocols change it every session. {@link noRoom} while no bot was
   * ever in it: the index is unique, and two nulls are the same.
   */
  roomId: string
  topic: string
  orgId: Types.ObjectId
  orgPath: Types.ObjectId[]
  /** Bot account that is in it; null until one was seen there. */
  accountId: string | null
  /** Not there in groups of before there were several ways. */
  routes?: RouteDocument[]
  lastSeenAt: Date | null
  /** Room of the same name that appeared when this one vanished; a person confirms it. */
  movedTo: string | null
}

const schema = new Schema<GroupDocument>(
  {
    roomId: { type: String, required: true },
    topic: { type: String, required: true },
    orgId: { type: Schema.Types.ObjectId, required: true },
    orgPath: { type: [Schema.Types.ObjectId], required: true },
    accountId: { type: String, default: null },
    routes: { type: [Schema.Types.Mixed], default: () => [{ kind: 'wechaty' }] },
    lastSeenAt: { type: Date, default: null },
    movedTo: { type: String, default: null },
  },
  { collection: 'groups', versionKey: false },
)
schema.index({ roomId: 1 }, { unique: true })
schema.index({ orgPath: 1, _id: 1 })
schema.index({ accountId: 1, _id: 1 })
schema.index({ 'routes.channelId': 1, _id: 1 })

export const GroupModel = mongoose.model<GroupDocument>('Group', schema)

/** Stands for the room of a group that has none; in one organization a name is one group. */
export const noRoom = (orgId: string, topic: string) => `none:${orgId}:${topic}`

/** For pipelines, in which ids are not cast. */
export const toObjectId = (id: string) => new Types.ObjectId(id)
