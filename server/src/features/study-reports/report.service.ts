import { shanghaiDay } from '@lianxin/shared'
import type { HandlerInputOf, OutputOf } from '@lianxin/shared/contract'
import type { PersonActor } from '../../http/route'
import { decodeCursor, encodeCursor } from '../../platform/paging'
import { actingOrg } from '../orgs'
import { keepFresh } from './keep-fresh'
import {
  countReport,
  hasStarted,
  lessonsFor,
  studentsOf,
  type Report,
  type ReportDeps,
  type Student,
  type Summary,
} from './report.count'

type Query = HandlerInputOf<'studyReports.export'>['query']

/** Figures are at most this old, or, where counting takes longer than three seconds, 20 times that. */
const FRESH_MS = 60_000
const TIMES_ITS_COST = 20
/** Of the list: members looked at in one go, and at most for one page. */
const BATCH = 200
const MOST_LOOKED_AT = 2000

/** How a subtree studies. */
export function createReportService(deps: ReportDeps) {
  const { clock, people } = deps
  const kept = keepFresh<Summary>(clock, FRESH_MS, TIMES_ITS_COST)
  const thisMonth = () => shanghaiDay(clock.now()).slice(0, 7)

  /** Figures of a month, as of the moment they say. @throws AppError auth.forbidden */
  async function summary(actor: PersonActor, query: Query): Promise<Summary> {
    const org = await actingOrg(actor, query.orgId)
    const month = query.month ?? thisMonth()
    return kept(`${org.id} ${month}`, async () => (await countReport(deps, org, month)).summary)
  }

  /** The same with every member, as of now: for the workbook and the sheet. @throws AppError auth.forbidden */
  async function report(actor: PersonActor, query: Query): Promise<Report> {
    const org = await actingOrg(actor, query.orgId)
    return countReport(deps, org, query.month ?? thisMonth())
  }

  /**
   * A page of who has begun none of the month's lessons, by name, as of now. It walks the members
   * from the cursor on, so it costs by its page; where hardly anybody is left to find it is shorter
   * than asked for, even empty, with a cursor to go on from.
   * @throws AppError auth.forbidden
   */
  async function notStarted(
    actor: PersonActor,
    { cursor, limit, ...query }: HandlerInputOf<'studyReports.notStarted'>['query'],
  ): Promise<OutputOf<'studyReports.notStarted'>> {
    const org = await actingOrg(actor, query.orgId)
    const month = query.month ?? thisMonth()
    let after = cursor ? decodeCursor(cursor, ['string', 'id']) : null
    const found: Student[] = []
    for (let looked = 0; looked < MOST_LOOKED_AT && found.length <= limit; looked += BATCH) {
      const { members, next } = await people.memberBatch(org.id, clock.now(), after, BATCH)
      const students = await studentsOf(members, await lessonsFor(members, month))
      found.push(...students.filter((student) => !hasStarted(student)))
      after = next
      if (!after) break
    }
    const items = found.slice(0, limit)
    const last = items.at(-1)
    // More than a page was found: the next one begins behind the last that is shown.
    if (found.length > limit && last) after = [last.name, last.id]
    return {
      nextCursor: after ? encodeCursor(after) : null,
      items: items.map(({ id, name, org: place }) => ({ id, name, orgName: place.name })),
    }
  }

  return { summary, report, notStarted }
}
