import {
  FULL_SCORE,
  SERVICE_POINTS_NEEDED,
  addMonths,
  scoreOfYear,
  shanghaiDay,
  staffRoles,
  startOfShanghaiDay,
  sumsOf,
  type BookScheme,
  type PartSums,
  type PartyClass,
} from '@lianxin/shared'
import type { HandlerInputOf, OutputOf } from '@lianxin/shared/contract'
import { rootsOf, type PersonActor } from '../../http/route'
import { ensure } from '../../platform/app-error'
import { cutPage, decodeCursor } from '../../platform/paging'
import type { PersonRecord } from '../people'
import type { BookDeps } from './book.deps'
import { EntryModel, TotalModel, toId, yearOf, type EntryDocument } from './book.model'
import { pathOf, postOf } from './book.service'
import { deskOrg, presentInForce, schemeFor, type InForce } from './scheme.service'

type EntryView = OutputOf<'points.correct'>
type Standing = Pick<
  OutputOf<'me.points'>,
  'score' | 'base' | 'contribution' | 'baseMost' | 'contributionMost'
>

function standingOf(scheme: BookScheme, partyClass: PartyClass | null, sums: PartSums): Standing {
  const baseMost = scheme.baseMost[partyClass ?? 'community']
  return {
    score: scoreOfYear(scheme, partyClass, sums),
    base: sums.base,
    contribution: sums.contribution,
    baseMost,
    contributionMost: FULL_SCORE - baseMost,
  }
}

/** Entries as everybody sees them who may see them at all. */
export async function presentEntries(rows: readonly EntryDocument[]): Promise<EntryView[]> {
  const counts = await EntryModel.aggregate<{ _id: EntryDocument['_id']; count: number }>([
    { $match: { corrects: { $in: rows.map(({ _id }) => _id) } } },
    { $group: { _id: '$corrects', count: { $sum: 1 } } },
  ])
  const corrections = new Map(counts.map(({ _id, count }) => [String(_id), count]))
  return rows.map((row) => ({
    id: String(row._id),
    at: row.at.toISOString(),
    rule: row.rule,
    part: row.part,
    points: row.points,
    version: row.version,
    cut: row.points < row.worth,
    source: row.source,
    approvedBy: row.approvedBy?.name ?? null,
    reason: row.reason,
    corrects: row.corrects && String(row.corrects),
    corrections: corrections.get(String(row._id)) ?? 0,
  }))
}

/** Is somebody noted as activist or candidate without the points for it (mechanism E14)? */
function isInDoubt({ developmentStage }: PersonRecord, servicePoints: number): boolean {
  const needs = developmentStage === 'activist' || developmentStage === 'candidate'
  return needs && servicePoints < SERVICE_POINTS_NEEDED
}

/** Finds the rules that hold for each of many people; whoever shares an organization shares the look. */
function rulesOn(day: string) {
  const known = new Map<string, Promise<{ path: string[]; inForce: InForce }>>()
  return (person: PersonRecord) => {
    const key = postOf(person)?.orgId ?? ''
    const look = known.get(key) ?? lookUp(person, day)
    known.set(key, look)
    return look
  }
}

async function lookUp(person: PersonRecord, day: string) {
  const path = await pathOf(person)
  return { path, inForce: await schemeFor(path, day) }
}

/** Reading the book: one's own, the branch's, and what other rules would make of it. */
export function createBookReading({ clock, people }: Pick<BookDeps, 'clock' | 'people'>) {
  const thisYear = () => yearOf(shanghaiDay(clock.now()))

  /** Sums of a year and service points of all years, by person. */
  async function sumsFor(ids: readonly string[], year: number) {
    const rows = await TotalModel.find({ personId: { $in: ids.map(toId) } }).lean()
    const sums = new Map(ids.map((id) => [id, { base: 0, contribution: 0, service: 0 }]))
    for (const row of rows) {
      const sum = sums.get(String(row.personId))
      if (!sum) continue
      sum.service += row.service
      if (row.year !== year) continue
      sum.base = row.base
      sum.contribution = row.contribution
    }
    return (id: string) => sums.get(id) ?? { base: 0, contribution: 0, service: 0 }
  }

  /** Points for voluntary service of all years; what activists and candidates need. */
  async function servicePoints(personId: string): Promise<number> {
    return (await sumsFor([personId], thisYear()))(personId).service
  }

  async function mine(actor: PersonActor, wished?: number): Promise<OutputOf<'me.points'>> {
    const person = await people.get(actor.id)
    ensure(person, 'request.not_found')
    const year = wished ?? thisYear()
    const inForce = await schemeFor(await pathOf(person), shanghaiDay(clock.now()))
    const sums = (await sumsFor([actor.id], year))(actor.id)
    return {
      ...standingOf(inForce.scheme, person.partyClass, sums),
      year,
      partyClass: person.partyClass,
      servicePoints: Math.max(0, sums.service),
      rules: await presentInForce(inForce),
    }
  }

  /** A page of somebody's entries, latest first. @param within instants; null = all times */
  async function entriesOf(
    personId: string,
    within: { $gte: Date; $lt: Date } | null,
    query: { cursor?: string | undefined; limit: number },
  ) {
    const after = query.cursor ? decodeCursor(query.cursor, ['date', 'id']) : null
    const rows = await EntryModel.find({
      personId: toId(personId),
      $and: [
        within ? { at: within } : {},
        after
          ? { $or: [{ at: { $lt: after[0] } }, { at: after[0], _id: { $lt: toId(after[1]) } }] }
          : {},
      ],
    })
      .sort({ at: -1, _id: -1 })
      .limit(query.limit + 1)
      .lean()
    const page = cutPage(rows, query.limit, (row) => [row.at, String(row._id)])
    return { items: await presentEntries(page.items), nextCursor: page.nextCursor }
  }

  async function myEntries(
    actor: PersonActor,
    query: HandlerInputOf<'me.pointEntries'>['query'],
  ): Promise<OutputOf<'me.pointEntries'>> {
    const month = query.month ?? shanghaiDay(clock.now()).slice(0, 7)
    const next = addMonths(month, 1)
    const within = {
      $gte: startOfShanghaiDay(`${month}-01`),
      $lt: startOfShanghaiDay(`${next}-01`),
    }
    return { month, ...(await entriesOf(actor.id, within, query)) }
  }

  /** A member's entries. @throws AppError request.not_found outside the actor's subtree */
  async function memberEntries(
    actor: PersonActor,
    personId: string,
    query: HandlerInputOf<'points.entries'>['query'],
  ): Promise<OutputOf<'points.entries'>> {
    const person = await people.get(personId)
    const path = person ? await pathOf(person) : []
    const roots = rootsOf(actor, staffRoles)
    ensure(person && path.some((id) => roots.includes(id)), 'request.not_found')
    return { name: person.name, ...(await entriesOf(personId, null, query)) }
  }

  /** Members with their year, by name. */
  async function list(
    actor: PersonActor,
    query: HandlerInputOf<'points.list'>['query'],
  ): Promise<OutputOf<'points.list'>> {
    const org = await deskOrg(actor, query.orgId)
    const year = query.year ?? thisYear()
    const { cursor, limit } = query
    const page = await people.list([org.id], { role: 'member', cursor, limit })
    const sums = await sumsFor(
      page.items.map(({ id }) => id),
      year,
    )
    const rulesOf = rulesOn(shanghaiDay(clock.now()))
    const items = []
    for (const person of page.items) {
      const { inForce } = await rulesOf(person)
      const sum = sums(person.id)
      items.push({
        ...standingOf(inForce.scheme, person.partyClass, sum),
        personId: person.id,
        name: person.name,
        partyClass: person.partyClass,
        stage: person.developmentStage,
        servicePoints: Math.max(0, sum.service),
        stageInDoubt: isInDoubt(person, sum.service),
      })
    }
    return { items, nextCursor: page.nextCursor }
  }

  /** Sums of this year as other rules would have counted them; corrections stay as they are. */
  async function sumsUnder(scheme: BookScheme, personId: string, year: number): Promise<PartSums> {
    const rows = await EntryModel.find({ personId: toId(personId), year })
      .sort({ seq: 1 })
      .lean()
    const sums = sumsOf(
      scheme,
      rows.filter(({ corrects }) => corrects === null),
    )
    for (const row of rows) if (row.corrects) sums[row.part] += row.points
    return sums
  }

  /** What other rules would make of this year for a page of members. */
  async function preview(
    actor: PersonActor,
    body: HandlerInputOf<'rules.preview'>['body'],
  ): Promise<OutputOf<'rules.preview'>> {
    const org = await deskOrg(actor, body.orgId)
    const { cursor, limit, scheme } = body
    const page = await people.list([org.id], { role: 'member', cursor, limit })
    const year = thisYear()
    const rulesOf = rulesOn(shanghaiDay(clock.now()))
    const sums = await sumsFor(
      page.items.map(({ id }) => id),
      year,
    )
    const items = []
    for (const person of page.items) {
      const { path, inForce } = await rulesOf(person)
      const before = scoreOfYear(inForce.scheme, person.partyClass, sums(person.id))
      // Rules of an organization further down are nearer, and stay in force.
      const isNearer = inForce.orgId !== null && path.indexOf(inForce.orgId) > path.indexOf(org.id)
      const after = isNearer
        ? before
        : scoreOfYear(scheme, person.partyClass, await sumsUnder(scheme, person.id, year))
      items.push({ personId: person.id, name: person.name, before, after })
    }
    return { items, nextCursor: page.nextCursor }
  }

  return { mine, myEntries, memberEntries, list, preview, servicePoints }
}
export type BookReading = ReturnType<typeof createBookReading>
