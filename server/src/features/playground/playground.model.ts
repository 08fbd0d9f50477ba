import mongoose, { Schema } from 'mongoose'
import { isDuplicateKey } from '../../platform/database'

/** Something said in the stand-in for WeChat. Kept, so that a restarted server shows the same chat. */
export interface PlaygroundMessage {
  /** Ever growing, without gaps. */
  _id: number
  id: string
  group: string
  from: string
  fromName: string
  isBot: boolean
  text: string
  quote: { id: string; fromName: string; text: string } | null
  mentionBot: boolean
  imageDataUrl: string | null
  at: Date
}

const schema = new Schema<PlaygroundMessage>(
  {
    _id: { type: Number, required: true },
    id: { type: String, required: true },
    group: { type: String, required: true },
    from: { type: String, required: true },
    fromName: { type: String, required: true },
    isBot: { type: Boolean, required: true },
    // A picture may come without words, and mongoose takes '' for missing.
    text: { type: String, default: '' },
    quote: {
      type: new Schema({ id: String, fromName: String, text: String }, { _id: false, id: false }),
      default: null,
    },
    mentionBot: { type: Boolean, required: true },
    imageDataUrl: { type: String, default: null },
    at: { type: Date, required: true },
  },
  { collection: 'playground_messages', versionKey: false, id: false },
)
schema.index({ id: 1 }, { unique: true })
schema.index({ group: 1, _id: 1 })

const Message = mongoose.model<PlaygroundMessage>('PlaygroundMessage', schema)

/** The newest number, 0 when nothing was said yet. */
export async function lastSeq(): Promise<number> {
  const last = await Message.findOne({}, { _id: 1 }).sort({ _id: -1 }).lean()
  return last?._id ?? 0
}

/**
 * Adds a message under the next number. The number is the key: n + 1 is only ever written when n
 * can be read, so a reader that goes by numbers passes over none.
 */
export async function addMessage(
  message: Omit<PlaygroundMessage, '_id'>,
): Promise<PlaygroundMessage> {
  for (;;) {
    const added = { ...message, _id: (await lastSeq()) + 1 }
    try {
      await Message.create(added)
      return added
    } catch (error) {
      // somebody else took the number
      if (!isDuplicateKey(error)) throw error
    }
  }
}

/** A message of a group, or null. */
export async function findMessage(group: string, id: string): Promise<PlaygroundMessage | null> {
  return Message.findOne({ group, id }).lean()
}

/** Messages after a number, oldest first; of one group or of all. */
export async function messagesAfter(
  after: number,
  limit: number,
  group?: string,
): Promise<PlaygroundMessage[]> {
  return Message.find({ ...(group === undefined ? {} : { group }), _id: { $gt: after } })
    .sort({ _id: 1 })
    .limit(limit)
    .lean()
}
