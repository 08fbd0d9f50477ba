import mongoose, { Schema, Types, type ClientSession, type QueryFilter } from 'mongoose'
import { ticketOutcomes } from '@lianxin/shared'
import type { Derived, LogEntry, TicketRecord } from './ticket.record'

type Id = Types.ObjectId
type TicketDocument = Omit<
  TicketRecord,
  'id' | 'orgId' | 'orgPath' | 'digest' | 'photoIds' | 'assignee'
> & {
  _id: Id
  orgId: Id
  orgPath: Id[]
  digest: { digestId: Id; issueNo: number; pointNo: number | null } | null
  photoIds: Id[]
  assignee: { id: Id; name: string } | null
}

const ObjectId = Schema.Types.ObjectId
const part = (definition: Record<string, unknown>) => new Schema(definition, { _id: false })

const logEntry = part({
  at: { type: Date, required: true },
  action: { type: String, required: true },
  from: String,
  to: String,
  by: part({ kind: String, personId: String, name: String, role: String }),
  orgName: String,
  text: String,
  internal: Boolean,
  assigneeName: String,
  score: Number,
  requestKey: String,
})

const schema = new Schema<TicketDocument>(
  {
    type: { type: String, required: true },
    number: { type: String, required: true },
    orgId: { type: ObjectId, required: true },
    orgPath: { type: [ObjectId], required: true },
    title: { type: String, required: true },
    text: { type: String, required: true },
    publicTitle: { type: String, default: null },
    channel: { type: String, required: true },
    sourceLabel: { type: String, required: true },
    reporter: part({
      kind: String,
      personId: String,
      maskedName: String,
      contactTag: String,
      salt: String,
      tag: String,
    }),
    chat: {
      type: part({ type: String, groupId: String, accountId: String, contactSealed: String }),
      default: null,
    },
    originTag: { type: String, required: true },
    queryCodeHash: { type: String, required: true },
    digest: { type: part({ digestId: ObjectId, issueNo: Number, pointNo: Number }), default: null },
    photoIds: { type: [ObjectId], default: [] },
    state: { type: String, required: true },
    assignee: { type: part({ id: ObjectId, name: String }), default: null },
    rating: { type: part({ score: Number, comment: String, at: Date }), default: null },
    log: { type: [logEntry], required: true },
    revision: { type: Number, required: true },
    createdAt: { type: Date, required: true },
    open: { type: Boolean, required: true },
    answered: { type: Boolean, required: true },
    outcome: { type: String, enum: ticketOutcomes, required: true },
    nextDueAt: { type: Date, required: true },
    looked: { type: Boolean, required: true },
    answeredAt: { type: Date, default: null },
    solvedAt: { type: Date, default: null },
    ratingOpenUntil: { type: Date, default: null },
    reachableUntil: { type: Date, default: null },
    rulesVersion: { type: Number, required: true },
    calendarVersion: { type: Number, required: true },
  },
  { collection: 'tickets', versionKey: false },
)

// The ledger: due first and newest first within a subtree.
schema.index({ orgPath: 1, nextDueAt: 1, _id: 1 })
schema.index({ orgPath: 1, createdAt: -1, _id: -1 })
// The month's figures.
schema.index({ orgPath: 1, 'rating.at': 1 })
schema.index({ orgPath: 1, solvedAt: 1 })
// The public board.
schema.index({ nextDueAt: 1, _id: 1 })
schema.index({ number: 1 }, { unique: true })
schema.index({ originTag: 1 }, { unique: true })
schema.index({ 'reporter.personId': 1, createdAt: -1, _id: -1 })
schema.index({ 'reporter.contactTag': 1, createdAt: -1, _id: -1 })
schema.index({ 'chat.groupId': 1, createdAt: -1, _id: -1 })
schema.index({ 'chat.accountId': 1, createdAt: -1, _id: -1 })
schema.index({ 'digest.digestId': 1 })
schema.index({ reachableUntil: 1 })
// Open rating questions, which a bot asks for with every poll.
schema.index({ ratingOpenUntil: 1 })

const Ticket = mongoose.model<TicketDocument>('Ticket', schema)

export type TicketFilter = QueryFilter<TicketDocument>
/** What a transition or a sweep writes beside the log. */
export type TicketChange = Partial<Omit<TicketRecord, 'id' | 'log' | 'revision'>>

function toRecord({ _id, ...ticket }: TicketDocument): TicketRecord {
  return {
    ...ticket,
    id: String(_id),
    orgId: String(ticket.orgId),
    orgPath: ticket.orgPath.map(String),
    digest: ticket.digest && { ...ticket.digest, digestId: String(ticket.digest.digestId) },
    photoIds: ticket.photoIds.map(String),
    assignee: ticket.assignee && { ...ticket.assignee, id: String(ticket.assignee.id) },
  }
}

const idOf = (id: string) => new Types.ObjectId(id)

function toDocument({ id, ...ticket }: TicketRecord): TicketDocument {
  return {
    _id: idOf(id),
    ...ticket,
    orgId: idOf(ticket.orgId),
    orgPath: ticket.orgPath.map(idOf),
    digest: ticket.digest && { ...ticket.digest, digestId: idOf(ticket.digest.digestId) },
    photoIds: ticket.photoIds.map(idOf),
    assignee: ticket.assignee && { ...ticket.assignee, id: idOf(ticket.assignee.id) },
  }
}

/** A new record id, so that what belongs to a matter can be written together with it. */
export function newTicketId(): string {
  return String(new Types.ObjectId())
}

/** Writes a new matter. @throws a duplicate-key error when its origin is known */
export async function insertTicket(
  ticket: TicketRecord,
  session: ClientSession | null,
): Promise<void> {
  // By the driver: composed by typed code, it needs no casting, which is half of mongoose's time.
  await Ticket.collection.insertOne(toDocument(ticket), session ? { session } : {})
}

/** One matter, or null. */
export async function findTicket(
  filter: TicketFilter,
  session: ClientSession | null = null,
): Promise<TicketRecord | null> {
  const ticket = await Ticket.findOne(filter).session(session).lean()
  return ticket ? toRecord(ticket) : null
}

/** Matters in an order that an index holds. */
export async function findTickets(
  filter: TicketFilter,
  sort: Record<string, 1 | -1>,
  limit: number,
  session: ClientSession | null = null,
): Promise<TicketRecord[]> {
  const tickets = await Ticket.find(filter).sort(sort).limit(limit).session(session).lean()
  return tickets.map(toRecord)
}

/** Matters one by one, for an export. */
export async function* streamTickets(
  filter: TicketFilter,
  sort: Record<string, 1 | -1>,
  limit: number,
): AsyncGenerator<TicketRecord> {
  for await (const ticket of Ticket.find(filter).sort(sort).limit(limit).lean().cursor())
    yield toRecord(ticket)
}

/** How many matters match. */
export async function countTickets(filter: TicketFilter): Promise<number> {
  return Ticket.countDocuments(filter)
}

/**
 * Appends a transition, if nobody has made one since `revision`; null if somebody has.
 */
export async function appendTransition(
  { id, revision }: Pick<TicketRecord, 'id' | 'revision'>,
  entry: LogEntry,
  change: TicketChange,
  session: ClientSession,
): Promise<TicketRecord | null> {
  const ticket = await Ticket.findOneAndUpdate(
    { _id: id, revision },
    { $set: change, $push: { log: entry }, $inc: { revision: 1 } },
    { session, returnDocument: 'after' },
  ).lean()
  return ticket ? toRecord(ticket) : null
}

/** Appends an entry that changes no state. Repeating `requestKey` appends nothing. */
export async function appendNote(id: string, entry: LogEntry): Promise<TicketRecord | null> {
  const ticket = await Ticket.findOneAndUpdate(
    {
      _id: id,
      ...(entry.requestKey ? { 'log.requestKey': { $ne: entry.requestKey } } : {}),
    },
    { $push: { log: entry } },
    { returnDocument: 'after' },
  ).lean()
  return ticket ? toRecord(ticket) : findTicket({ _id: id })
}

/** Adds pictures unless there would be more than `most`. Gives whether they were added. */
export async function addTicketPhotos(
  id: string,
  photoIds: readonly string[],
  most: number,
  session: ClientSession,
): Promise<boolean> {
  const room = most - photoIds.length
  if (room < 0) return false
  const result = await Ticket.updateOne(
    { _id: id, [`photoIds.${room}`]: { $exists: false } },
    { $push: { photoIds: { $each: [...photoIds] } } },
    { session },
  )
  return result.modifiedCount === 1
}

/** Writes what was derived anew, each only if its matter has not moved on since it was read. */
export async function writeDerived(
  changes: readonly { ticket: Pick<TicketRecord, 'id' | 'revision'>; derived: Derived }[],
): Promise<void> {
  await Ticket.bulkWrite(
    changes.map(({ ticket, derived }) => ({
      updateOne: {
        filter: { _id: idOf(ticket.id), revision: ticket.revision },
        update: { $set: derived },
      },
    })),
    { ordered: false },
  )
}

/** Erases that a person raised what they raised: their matters become anonymous ones. */
export async function eraseReporter(personId: string, session: ClientSession): Promise<void> {
  await Ticket.updateMany(
    { 'reporter.personId': personId },
    {
      $set: { reporter: { kind: 'anonymous', salt: null, tag: null } },
      $unset: { 'chat.contactSealed': 1 },
    },
    { session },
  )
}

/** Erases what could still tell an author, where it can serve no more. Gives how many matters. */
export async function eraseUnreachable(now: Date): Promise<number> {
  const result = await Ticket.updateMany(
    { reachableUntil: { $lt: now } },
    {
      $set: { reachableUntil: null },
      $unset: { 'reporter.tag': 1, 'reporter.salt': 1, 'chat.contactSealed': 1 },
    },
  )
  return result.modifiedCount
}

/**
 * Groups in which a rating question is open at `now`. They are few: a question stays open for some
 * days, while a bot may be in thousands of groups.
 */
export async function groupsAwaitingRating(now: Date): Promise<string[]> {
  const ids = await Ticket.distinct('chat.groupId', {
    ratingOpenUntil: { $gte: now },
    'chat.groupId': { $type: 'string' },
  })
  return ids.map(String)
}

/** How many suggestions on a digest stand where, by point. */
export async function countByPoint(
  digestId: string,
): Promise<{ pointNo: number | null; outcome: TicketRecord['outcome']; count: number }[]> {
  return Ticket.aggregate([
    { $match: { 'digest.digestId': idOf(digestId) } },
    { $group: { _id: { p: '$digest.pointNo', o: '$outcome' }, count: { $sum: 1 } } },
    { $project: { _id: 0, pointNo: '$_id.p', outcome: '$_id.o', count: 1 } },
  ])
}
