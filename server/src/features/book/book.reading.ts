import {
  FULL_SCORE,
  SERVICE_POINTS_NEEDED,
  addMonths,
  scoreOfYear,
  shanghaiDay,
  staffRoles,
  startOfShanghaiDay,
  type BookScheme,
  type PartSums,
  type PartyClass,
  type RuleKey,
} from '@lianxin/shared'
import type { HandlerInputOf, OutputOf } from '@lianxin/shared/contract'
import { rootsOf, type PersonActor } from '../../http/route'
import { ensure } from '../../platform/app-error'
import { cutPage, decodeCursor } from '../../platform/paging'
import { actingOrg } from '../orgs'
import type { PersonRecord } from '../people'
import type { BookDeps } from './book.deps'
import { EntryModel, TotalModel, toId, yearOf, type EntryDocument } from './book.model'
import { pathOf } from './book.service'
import { schemeFor } from './scheme.lookup'
import { presentInForce } from './scheme.service'

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
  // Few, so they are counted here: grouped, DocumentDB reads the whole book for them.
  const found = await EntryModel.find(
    { corrects: { $in: rows.map(({ _id }) => _id) } },
    { corrects: 1 },
  ).lean()
  const corrections = new Map<string, number>()
  for (const { corrects } of found)
    corrections.set(String(corrects), (corrections.get(String(corrects)) ?? 0) + 1)
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

/** Reading the book: one's own, and the branch's. */
export function createBookReading({ clock, people }: Pick<BookDeps, 'clock' | 'people'>) {
  const thisYear = () => yearOf(shanghaiDay(clock.now()))
  /** The day whose rules make up a year's hundred: a year that is over keeps those of its end. */
  function dayOf(year: number): string {
    const today = shanghaiDay(clock.now())
    return year < yearOf(today) ? `${year}-12-31` : today
  }
  const rulesFor = async (person: PersonRecord, year: number) =>
    schemeFor(await pathOf(person), dayOf(year), clock.now())

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
    const inForce = await rulesFor(person, year)
    const sums = (await sumsFor([actor.id], year))(actor.id)
    return {
      ...standingOf(inForce.scheme, person.partyClass, sums),
      year,
      partyClass: person.partyClass,
      servicePoints: Math.max(0, sums.service),
      rules: await presentInForce(inForce),
    }
  }

  /** A page of somebody's entries, latest first. @param within instants, and one rule */
  async function entriesOf(
    personId: string,
    within: { at?: { $gte: Date; $lt: Date }; rule?: RuleKey },
    query: { cursor?: string | undefined; limit: number },
  ) {
    const after = query.cursor ? decodeCursor(query.cursor, ['date', 'id']) : null
    const rows = await EntryModel.find({
      personId: toId(personId),
      $and: [
        within,
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
    const at = {
      $gte: startOfShanghaiDay(`${month}-01`),
      $lt: startOfShanghaiDay(`${next}-01`),
    }
    return { month, ...(await entriesOf(actor.id, { at }, query)) }
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
    const points = await servicePoints(personId)
    return {
      name: person.name,
      stage: person.developmentStage,
      servicePoints: Math.max(0, points),
      stageInDoubt: isInDoubt(person, points),
      ...(await entriesOf(personId, query.rule ? { rule: query.rule } : {}, query)),
    }
  }

  /** Members with their year, by name. */
  async function list(
    actor: PersonActor,
    query: HandlerInputOf<'points.list'>['query'],
  ): Promise<OutputOf<'points.list'>> {
    const org = await actingOrg(actor, query.orgId)
    const year = query.year ?? thisYear()
    const { cursor, limit } = query
    const page = await people.list([org.id], { role: 'member', cursor, limit })
    const sums = await sumsFor(
      page.items.map(({ id }) => id),
      year,
    )
    const items = []
    for (const person of page.items) {
      const inForce = await rulesFor(person, year)
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

  return { mine, myEntries, memberEntries, list, sumsFor, servicePoints }
}
export type BookReading = ReturnType<typeof createBookReading>
