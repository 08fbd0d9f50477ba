import { endOfShanghaiDay, escapePattern, shanghaiDay, startOfShanghaiDay } from '@lianxin/shared'
import type { HandlerInputOf, OutputOf } from '@lianxin/shared/contract'
import type { PersonActor } from '../../http/route'
import type { Clock } from '../../platform/clock'
import { cutPage, decodeCursor } from '../../platform/paging'
import { countByPoint, countTickets, findTickets, type TicketFilter } from './ticket.model'
import { readable } from './ticket.policy'
import { NEVER, type TicketRecord } from './ticket.record'
import type { DigestOutcome } from './ticket.types'

type ListQuery = HandlerInputOf<'tickets.list'>['query']
type View = ListQuery['view']

/** A page of records and where the next begins. */
interface RecordPage {
  items: TicketRecord[]
  nextCursor: string | null
}

const DUE_FIRST = { nextDueAt: 1, _id: 1 } as const
const NEWEST_FIRST = { createdAt: -1, _id: -1 } as const
/** 4 and 5 of five count as satisfied. */
const SATISFIED_FROM = 4

/** What a view of the ledger holds at `now`. */
export function viewFilter(view: View, now: Date): TicketFilter {
  const filters: Record<View, TicketFilter> = {
    all: {},
    open: { nextDueAt: { $lt: NEVER } },
    due: { nextDueAt: { $gte: now, $lte: endOfShanghaiDay(shanghaiDay(now)) } },
    overdue: { nextDueAt: { $lt: now } },
    unrated: { outcome: 'solved', rating: null },
    closed: { nextDueAt: NEVER },
  }
  return filters[view]
}

/** Matters whose number begins with, or whose text holds, what was typed. */
function searchFilter(q: string): TicketFilter {
  const words = escapePattern(q)
  return {
    $or: [
      { number: { $regex: `^(LX-)?${words}`, $options: 'i' } },
      { number: { $regex: `-0*${words}$` } },
      { text: { $regex: words, $options: 'i' } },
    ],
  }
}

function dueAfter(cursor: string | undefined): TicketFilter[] {
  if (!cursor) return []
  const [due, id] = decodeCursor(cursor, ['date', 'id'])
  return [{ $or: [{ nextDueAt: { $gt: due } }, { nextDueAt: due, _id: { $gt: id } }] }]
}

function olderThan(cursor: string | undefined): TicketFilter[] {
  if (!cursor) return []
  const [at, id] = decodeCursor(cursor, ['date', 'id'])
  return [{ $or: [{ createdAt: { $lt: at } }, { createdAt: at, _id: { $lt: id } }] }]
}

function all(...filters: TicketFilter[]): TicketFilter {
  return { $and: filters.filter((filter) => Object.keys(filter).length > 0) }
}

const duePage = (rows: TicketRecord[], limit: number): RecordPage =>
  cutPage(rows, limit, (row) => [row.nextDueAt, row.id])
const newestPage = (rows: TicketRecord[], limit: number): RecordPage =>
  cutPage(rows, limit, (row) => [row.createdAt, row.id])

/** What the caller of the ledger has chosen, as a filter within what they may read. */
export function ledgerFilter(
  actor: PersonActor,
  query: Pick<ListQuery, 'view' | 'orgId'> & Partial<ListQuery>,
  now: Date,
): TicketFilter {
  return all(
    readable(actor),
    query.orgId ? { orgPath: query.orgId } : {},
    viewFilter(query.view, now),
    query.state ? { state: query.state } : {},
    query.assigneeId ? { 'assignee.id': query.assigneeId } : {},
    query.digestId ? { 'digest.digestId': query.digestId } : {},
    query.q ? searchFilter(query.q) : {},
  )
}

/** Lists and figures over matters. Figures are queries: nothing is counted up. */
export function createLedger({ clock }: { clock: Clock }) {
  return {
    /** A page of the desk's ledger. */
    async list(actor: PersonActor, query: ListQuery): Promise<RecordPage> {
      const filter = ledgerFilter(actor, query, clock.now())
      const { cursor, limit } = query
      if (query.sort === 'due') {
        const rows = await findTickets(all(filter, ...dueAfter(cursor)), DUE_FIRST, limit + 1)
        return duePage(rows, limit)
      }
      const rows = await findTickets(all(filter, ...olderThan(cursor)), NEWEST_FIRST, limit + 1)
      return newestPage(rows, limit)
    },

    /** A page of somebody's own matters, newest first. */
    async mine(
      personId: string,
      query: HandlerInputOf<'me.tickets'>['query'],
    ): Promise<RecordPage> {
      const open = query.open === undefined ? {} : { open: query.open === 'true' }
      const filter = all({ 'reporter.personId': personId }, open, ...olderThan(query.cursor))
      return newestPage(await findTickets(filter, NEWEST_FIRST, query.limit + 1), query.limit)
    },

    /** A page of the public board: overdue matters, most overdue first. */
    async board(query: HandlerInputOf<'tickets.publicBoard'>['query']): Promise<RecordPage> {
      const filter = all(
        query.orgId ? { orgPath: query.orgId } : {},
        viewFilter('overdue', clock.now()),
        ...dueAfter(query.cursor),
      )
      return duePage(await findTickets(filter, DUE_FIRST, query.limit + 1), query.limit)
    },

    /** The figures above the ledger. */
    async summary(
      actor: PersonActor,
      query: HandlerInputOf<'tickets.summary'>['query'],
    ): Promise<OutputOf<'tickets.summary'>> {
      const now = clock.now()
      const monthStart = startOfShanghaiDay(`${shanghaiDay(now).slice(0, 7)}-01`)
      const thisMonth = { $gte: monthStart }
      const within = query.orgId ? { orgPath: query.orgId } : {}
      const count = (...filters: TicketFilter[]) =>
        countTickets(all(readable(actor), within, ...filters))
      const raised = { createdAt: thisMonth }
      const rated = { 'rating.at': thisMonth }
      const [dueToday, overdue, open, answered, of, satisfied, ratings, unrated] =
        await Promise.all([
          count(viewFilter('due', now)),
          count(viewFilter('overdue', now)),
          count(viewFilter('open', now)),
          count(raised, { answered: true }),
          count(raised),
          count(rated, { 'rating.score': { $gte: SATISFIED_FROM } }),
          count(rated),
          count({ solvedAt: thisMonth }, viewFilter('unrated', now)),
        ])
      return {
        dueToday,
        overdue,
        open,
        answeredThisMonth: { count: answered, of },
        satisfiedThisMonth: { count: satisfied, of: ratings, unrated },
      }
    },

    /** 收集/采纳/办结/不采纳 of a digest: solved ones are adopted ones too, all are collected. */
    async outcomeOfDigest(digestId: string): Promise<DigestOutcome> {
      const none = () => ({ collected: 0, adopted: 0, solved: 0, declined: 0 })
      const total: DigestOutcome = { ...none(), points: new Map() }
      for (const { pointNo, outcome, count } of await countByPoint(digestId)) {
        const point = pointNo === null ? none() : (total.points.get(pointNo) ?? none())
        for (const figures of [total, point]) {
          figures.collected += count
          if (outcome === 'adopted' || outcome === 'solved') figures.adopted += count
          if (outcome === 'solved') figures.solved += count
          if (outcome === 'declined') figures.declined += count
        }
        if (pointNo !== null) total.points.set(pointNo, point)
      }
      return total
    },
  }
}
