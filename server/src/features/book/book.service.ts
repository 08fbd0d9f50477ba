import { award, shanghaiDay, staffRoles } from '@lianxin/shared'
import type { HandlerInputOf } from '@lianxin/shared/contract'
import type { ClientSession } from 'mongoose'
import { covers, type PersonActor } from '../../http/route'
import { AppError, ensure } from '../../platform/app-error'
import { inTransaction } from '../../platform/database'
import { getOrg } from '../orgs'
import type { PersonRecord } from '../people'
import type { BookDeps, BookPort, EntryFacts, Fact } from './book.deps'
import { append, givenTo, type NewEntry } from './book.append'
import { EntryModel, TotalModel, toId, yearOf, type EntryDocument } from './book.model'
import { schemeFor } from './scheme.lookup'

/** The post by which a person's points count: where they are a member, else the first. */
export function postOf({
  posts,
}: Pick<PersonRecord, 'posts'>): PersonRecord['posts'][number] | undefined {
  return posts.find(({ role }) => role === 'member') ?? posts[0]
}

/** Ids above and with the organization in which a person's points count, from the top down. */
export async function pathOf(person: Pick<PersonRecord, 'posts'>): Promise<string[]> {
  const post = postOf(person)
  return (post && (await getOrg(post.orgId))?.path) ?? []
}

/** Writing in the book: facts, and corrections of what they gave. */
export function createBookService({ clock, people }: Pick<BookDeps, 'clock' | 'people'>) {
  /** The entry that a fact makes, by the rules that hold where its person is and when it was. */
  async function entryFor(
    { rule: key, source, personId, at, quantity = 1, approvedBy }: Fact,
    person: PersonRecord,
    given: { today: number; thisYear: number },
  ): Promise<NewEntry> {
    const orgPath = await pathOf(person)
    const day = shanghaiDay(at)
    const { scheme, version, schemeId } = await schemeFor(orgPath, day, clock.now())
    const rule = scheme.rules[key]
    return {
      personId: toId(personId),
      orgPath: orgPath.map(toId),
      year: yearOf(day),
      day,
      at,
      rule: key,
      part: rule.part,
      version,
      schemeId: schemeId === null ? null : toId(schemeId),
      quantity,
      partyClass: person.partyClass,
      points: award(rule, quantity, given),
      worth: award({ ...rule, mostADay: null, mostAYear: null }, quantity, none),
      source,
      approvedBy: approvedBy ?? null,
      reason: null,
      corrects: null,
      createdAt: clock.now(),
    }
  }

  const recordNew: BookPort['recordNew'] = async (facts, session) => {
    const [first] = facts
    if (!first) return
    const { rule } = first
    const day = shanghaiDay(first.at)
    const personIds = [...new Set(facts.map(({ personId }) => personId))]
    // Limits count what came before, so each of these must be its person's first.
    const isOneOfEach = facts.every((fact) => fact.rule === rule && shanghaiDay(fact.at) === day)
    if (!isOneOfEach || personIds.length < facts.length)
      throw new Error('facts of one rule and day, of different people')
    const [who, given] = await Promise.all([
      people.getMany(personIds),
      givenTo(personIds, rule, day, session),
    ])
    const rows: NewEntry[] = []
    for (const fact of facts) {
      const person = who.get(fact.personId)
      if (person) rows.push(await entryFor(fact, person, given.get(fact.personId) ?? none))
    }
    await append(rows, session)
  }

  const record: BookPort['record'] = async (fact, session) => {
    const { rule, source, personId } = fact
    const same = { rule, 'source.type': source.type, 'source.id': source.id, personId }
    if (await EntryModel.exists(same).session(session)) return
    await recordNew([fact], session)
  }

  /** Everything that corrects an entry, oldest first. */
  async function correctionsOf(id: string, session: ClientSession): Promise<EntryDocument[]> {
    return EntryModel.find({ corrects: toId(id) })
      .session(session)
      .sort({ seq: 1 })
      .lean()
  }

  /**
   * Corrects an entry by another one; the same correction again gives the first.
   * @throws AppError request.not_found, book.own_entry, book.nothing_left, request.conflict
   */
  async function correct(
    actor: PersonActor,
    id: string,
    { points, reason, corrections }: HandlerInputOf<'points.correct'>['body'],
  ): Promise<EntryDocument> {
    return inTransaction(async (session) => {
      const entry = await EntryModel.findOne({ _id: id, corrects: null }).session(session).lean()
      const mayTouch = entry && covers(actor, entry.orgPath.map(String), staffRoles)
      if (!entry || !mayTouch) throw new AppError('request.not_found')
      ensure(String(entry.personId) !== actor.id, 'book.own_entry')
      const before = await correctionsOf(id, session)
      const repeat = before[corrections]
      if (repeat) {
        const isSame =
          repeat.points === points &&
          repeat.reason === reason &&
          repeat.approvedBy?.id === actor.id &&
          before.length === corrections + 1
        ensure(isSame, 'request.conflict')
        return repeat
      }
      ensure(before.length === corrections, 'request.conflict')
      return writeCorrection(entry, before, { points, reason, by: actor }, session)
    })
  }

  async function writeCorrection(
    entry: EntryDocument,
    before: readonly EntryDocument[],
    { points, reason, by }: { points: number; reason: string; by: { id: string; name: string } },
    session: ClientSession,
  ): Promise<EntryDocument> {
    const left = before.reduce((sum, each) => sum + each.points, entry.points)
    ensure(left + points >= 0, 'book.nothing_left')
    const { _id, seq: _seq, ...kept } = entry
    const now = clock.now()
    const row = {
      ...kept,
      at: now,
      points,
      worth: points,
      source: { type: 'correction', id: `${String(_id)}:${before.length}` },
      approvedBy: { id: by.id, name: by.name },
      reason,
      corrects: _id,
      createdAt: now,
    }
    const [made] = await append([row], session)
    if (!made) throw new Error('one in, one out')
    return made
  }

  const correctEntry: BookPort['correctEntry'] = async (correction, session) => {
    const { entryId, points, reason, approvedBy: by } = correction
    const named = await EntryModel.findById(entryId).session(session).lean()
    const entry = named?.corrects
      ? await EntryModel.findById(named.corrects).session(session).lean()
      : named
    ensure(entry, 'request.not_found')
    ensure(String(entry.personId) !== by.id, 'book.own_entry')
    const before = await correctionsOf(String(entry._id), session)
    await writeCorrection(entry, before, { points, reason, by }, session)
  }

  const revise: BookPort['revise'] = async (revision, session) => {
    const { rule: key, source, personId, quantity, reason, approvedBy: by } = revision
    const entry = await EntryModel.findOne({
      rule: key,
      'source.type': source.type,
      'source.id': source.id,
      personId,
      corrects: null,
    })
      .session(session)
      .lean()
    if (!entry) return
    const { scheme } = await schemeFor(entry.orgPath.map(String), entry.day, clock.now())
    const given = (await givenTo([personId], key, entry.day, session)).get(personId) ?? none
    const points = award(scheme.rules[key], quantity, {
      today: given.today - entry.points,
      thisYear: given.thisYear - entry.points,
    })
    const before = await correctionsOf(String(entry._id), session)
    const left = before.reduce((sum, each) => sum + each.points, entry.points)
    if (points === left) return
    await writeCorrection(entry, before, { points: points - left, reason, by }, session)
  }

  const entryOf: BookPort['entryOf'] = async (entryId) => {
    const entry = await EntryModel.findById(entryId).lean()
    return entry && factsOf(entry)
  }

  return {
    record,
    recordNew,
    correct,
    correctEntry,
    revise,
    entryOf,
    servicePointsOf,
    serviceEntriesOf,
  }
}

function factsOf(entry: EntryDocument): EntryFacts {
  const { personId, rule, points, at, source, approvedBy, reason, corrects } = entry
  const isCorrection = corrects !== null
  return { personId: String(personId), rule, points, at, source, approvedBy, reason, isCorrection }
}

const servicePointsOf: BookPort['servicePointsOf'] = async (personIds, session) => {
  const rows = await TotalModel.find(
    { personId: { $in: personIds.map(toId) } },
    { personId: 1, service: 1 },
  )
    .session(session ?? null)
    .lean()
  const sums = new Map(personIds.map((id) => [id, 0]))
  for (const { personId, service } of rows) {
    const id = String(personId)
    sums.set(id, (sums.get(id) ?? 0) + service)
  }
  return new Map([...sums].map(([id, sum]) => [id, Math.max(0, sum)]))
}

const serviceEntriesOf: BookPort['serviceEntriesOf'] = async (personId, most) => {
  const rows = await EntryModel.find({ personId: toId(personId), rule: 'service.hours' })
    .sort({ at: -1, _id: -1 })
    .limit(most)
    .lean()
  return rows.map(factsOf)
}
const none = { today: 0, thisYear: 0 }
export type BookService = ReturnType<typeof createBookService>
