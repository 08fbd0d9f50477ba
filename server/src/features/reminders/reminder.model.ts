import mongoose, { Schema, type ClientSession, type Types } from 'mongoose'
import { isDuplicateKey } from '../../platform/database'
import {
  subjectKinds,
  type News,
  type ReminderPurpose,
  type SubjectKind,
} from './reminder.template'

/**
 * `open`: agreed to, no news yet. `due`: there is news. `sending`: marked before the call.
 * `unknown`: nobody can tell whether it arrived, so it is not sent again. `refused`: WeChat says
 * that the person takes none (any more). `failed`: it could not be sent. `withdrawn`: the person
 * wants none, or has another WeChat now.
 */
export type ReminderState =
  | 'open'
  | 'due'
  | 'sending'
  | 'sent'
  | 'unknown'
  | 'refused'
  | 'failed'
  | 'withdrawn'

/** One consent, which is one message: it is what a send spends, so none can be spent twice. */
interface ReminderDocument {
  _id: Types.ObjectId
  /** Person, client's key and purpose: the same consent told twice is one. */
  key: string
  personId: Types.ObjectId
  subject: SubjectKind
  subjectId: Types.ObjectId
  /** What a message calls it: the number of a matter, the title of a date. */
  name: string
  purpose: ReminderPurpose
  templateId: string
  /** Whom WeChat is to tell; gone as soon as there is nothing more to tell. */
  openidSealed: string | null
  state: ReminderState
  news: News | null
  notBefore: Date
  /** Of the newest attempt. */
  attempt: string | null
  sendingAt: Date | null
  grantedAt: Date
  settledAt: Date | null
  expiresAt: Date
}

const schema = new Schema<ReminderDocument>(
  {
    key: { type: String, required: true },
    personId: { type: Schema.Types.ObjectId, required: true },
    subject: { type: String, enum: subjectKinds, required: true },
    subjectId: { type: Schema.Types.ObjectId, required: true },
    name: { type: String, required: true },
    purpose: { type: String, required: true },
    templateId: { type: String, required: true },
    openidSealed: { type: String, default: null },
    state: { type: String, required: true },
    news: {
      type: new Schema({ told: String, stateLabel: String, at: Date, time: Date }, { _id: false }),
      default: null,
    },
    notBefore: { type: Date, required: true },
    attempt: { type: String, default: null },
    sendingAt: { type: Date, default: null },
    grantedAt: { type: Date, required: true },
    settledAt: { type: Date, default: null },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'reminders', versionKey: false },
)
schema.index({ key: 1 }, { unique: true })
schema.index({ subjectId: 1, personId: 1, state: 1, _id: 1 })
schema.index({ state: 1, notBefore: 1 })
schema.index({ personId: 1, _id: -1 })
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })
const Reminder = mongoose.model<ReminderDocument>('Reminder', schema)

/** A consent as the service knows it; ids as strings. */
export interface ReminderRecord extends Omit<ReminderDocument, '_id' | 'personId' | 'subjectId'> {
  id: string
  personId: string
  subjectId: string
}

function toRecord({ _id, personId, subjectId, ...rest }: ReminderDocument): ReminderRecord {
  return { id: String(_id), personId: String(personId), subjectId: String(subjectId), ...rest }
}

const settled = (state: ReminderState, at: Date) => ({ state, settledAt: at, openidSealed: null })

/** Keeps a consent; one whose key stands is left as it is. */
export async function keepConsent(
  consent: Pick<
    ReminderRecord,
    | 'key'
    | 'personId'
    | 'subject'
    | 'subjectId'
    | 'name'
    | 'purpose'
    | 'templateId'
    | 'openidSealed'
    | 'grantedAt'
    | 'expiresAt'
  >,
): Promise<void> {
  try {
    await Reminder.create({ ...consent, state: 'open', notBefore: consent.grantedAt })
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
  }
}

/** Was a consent with one of these keys told before? */
export async function isKnownConsent(keys: readonly string[]): Promise<boolean> {
  return (await Reminder.exists({ key: { $in: [...keys] } })) !== null
}

/** How many consents of a subject wait for news. */
export async function countOpen(personId: string, subjectId: string): Promise<number> {
  return Reminder.countDocuments({ personId, subjectId, state: 'open' })
}

/**
 * Spends the oldest consent for this purpose, in one step.
 * @param about.personId whose; null where a subject has only one who asks
 * @returns false when there is none
 */
export async function spendConsent(
  about: { id: string; personId: string | null },
  purpose: ReminderPurpose,
  news: News,
  session: ClientSession | null,
): Promise<boolean> {
  const spent = await Reminder.findOneAndUpdate(
    {
      subjectId: about.id,
      ...(about.personId === null ? {} : { personId: about.personId }),
      purpose,
      state: 'open',
    },
    { $set: { state: 'due', news, notBefore: news.at } },
    { sort: { _id: 1 }, session },
  ).lean()
  return spent !== null
}

/** What is to be sent now, the longest due first. */
export async function findDue(now: Date, limit: number): Promise<ReminderRecord[]> {
  const rows = await Reminder.find({ state: 'due', notBefore: { $lte: now } })
    .sort({ notBefore: 1 })
    .limit(limit)
    .lean()
  return rows.map(toRecord)
}

/** Marks it as being sent. @returns false when another process has, or it is not due any more */
export async function markSending(id: string, attempt: string, now: Date): Promise<boolean> {
  const marked = await Reminder.updateOne(
    { _id: id, state: 'due' },
    { $set: { state: 'sending', attempt, sendingAt: now } },
  )
  return marked.modifiedCount === 1
}

/** Writes what became of an attempt, late ones too: they know more than the sweep did. */
export async function settleAttempt(
  id: string,
  attempt: string,
  state: ReminderState,
  at: Date,
): Promise<void> {
  await Reminder.updateOne(
    { _id: id, attempt, state: { $in: ['sending', 'unknown'] } },
    { $set: settled(state, at) },
  )
}

/** The attempt surely did not arrive: it is due again later. */
export async function postponeAttempt(id: string, attempt: string, until: Date): Promise<void> {
  await Reminder.updateOne(
    { _id: id, attempt, state: 'sending' },
    { $set: { state: 'due', notBefore: until, sendingAt: null } },
  )
}

/** Has all that is due wait. */
export async function postponeDue(now: Date, until: Date): Promise<void> {
  await Reminder.updateMany(
    { state: 'due', notBefore: { $lte: now } },
    { $set: { notBefore: until } },
  )
}

/** Settles one that is due without sending it. */
export async function settleDue(id: string, state: ReminderState, at: Date): Promise<void> {
  await Reminder.updateOne({ _id: id, state: 'due' }, { $set: settled(state, at) })
}

/** WeChat has no consent of this person for a template any more: the others are worth nothing. */
export async function refuseRest(personId: string, templateId: string, at: Date): Promise<void> {
  await Reminder.updateMany(
    { personId, templateId, state: { $in: ['open', 'due'] } },
    { $set: settled('refused', at) },
  )
}

/**
 * Attempts that nobody has heard of since: what became of them is unknown. One that claims to be
 * of the future was written by a clock that has since gone back.
 */
export async function settleLost(before: Date, after: Date, now: Date): Promise<void> {
  await Reminder.updateMany(
    { state: 'sending', $or: [{ sendingAt: { $lt: before } }, { sendingAt: { $gt: after } }] },
    { $set: { state: 'unknown', settledAt: now, openidSealed: null } },
  )
}

/** The consents of a person, newest first. */
export async function consentsOf(personId: string, limit: number): Promise<ReminderRecord[]> {
  const rows = await Reminder.find({ personId }).sort({ _id: -1 }).limit(limit).lean()
  return rows.map(toRecord)
}

/** Takes back what a person has agreed to and what is not under way yet. */
export async function withdrawAll(personId: string, at: Date): Promise<void> {
  await Reminder.updateMany(
    { personId, state: { $in: ['open', 'due'] } },
    { $set: settled('withdrawn', at) },
  )
}

/** Removes all consents of a person. */
export async function eraseConsents(personId: string, session: ClientSession): Promise<void> {
  await Reminder.deleteMany({ personId }, { session })
}
