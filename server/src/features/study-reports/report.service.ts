import { addDays, shanghaiDay, staffRoles, startOfShanghaiDay } from '@lianxin/shared'
import type { HandlerInputOf, OutputOf } from '@lianxin/shared/contract'
import { covers, type PersonActor } from '../../http/route'
import { ensure } from '../../platform/app-error'
import type { Clock } from '../../platform/clock'
import { cutPage, decodeCursor } from '../../platform/paging'
import { checkinsBetween } from '../checkins'
import { examResults, wrongAnswers } from '../exams'
import { lessonPoints, lessonsBetween, whoStudied } from '../lessons'
import { getOrg, listSubtrees, type OrgRecord } from '../orgs'
import type { PeopleService } from '../people'

export interface ReportDeps {
  clock: Clock
  people: Pick<PeopleService, 'membersIn'>
}
type Query = HandlerInputOf<'studyReports.export'>['query']
export type Summary = OutputOf<'studyReports.get'>

/** A member to whom lessons of the month were published, and how far they are. */
interface Student {
  id: string
  name: string
  orgName: string
  lessons: number
  started: number
  finished: number
}
/** Everything that the page, the workbook and the sheet show. */
export interface Report {
  summary: Summary
  students: Student[]
}

function daysOf(month: string) {
  const first = `${month}-01`
  const next = `${addDays(first, 31).slice(0, 7)}-01`
  const days: string[] = []
  for (let day = first; day < next; day = addDays(day, 1)) days.push(day)
  return { days, from: startOfShanghaiDay(first), to: startOfShanghaiDay(next) }
}

/** The organization that is asked about. @throws AppError auth.forbidden when it is not the actor's */
async function placeOf(actor: PersonActor, wished: string | undefined): Promise<OrgRecord> {
  const post = actor.posts.find(({ role }) => staffRoles.some((each) => each === role))
  const org = await getOrg(wished ?? post?.orgId ?? '')
  ensure(org && covers(actor, org.path, staffRoles), 'auth.forbidden')
  return org
}

/** How a subtree studies. */
export function createReportService({ clock, people }: ReportDeps) {
  /** Lessons of the month, who should study them, and how far each is. */
  async function studyOf(org: OrgRecord, from: Date, to: Date) {
    const orgs = new Map((await listSubtrees([org.id])).map((each) => [each.id, each]))
    const members = await people.membersIn(org.id, new Set(orgs.keys()), clock.now())
    const lessons = await lessonsBetween(from, to, [...org.path, ...orgs.keys()])
    const { started, finished } = await whoStudied(
      lessons.map(({ id }) => id),
      members.map(({ id }) => id),
    )
    const perLesson = new Map(lessons.map(({ id }) => [id, { of: 0, started: 0, finished: 0 }]))
    const students: Student[] = []
    for (const { id, name, orgId } of members) {
      const place = orgs.get(orgId)
      const mine = lessons.filter(({ audienceOrgIds }) =>
        audienceOrgIds.some((each) => place?.path.includes(each)),
      )
      if (!place || mine.length === 0) continue
      const far = { lessons: mine.length, started: 0, finished: 0 }
      for (const lesson of mine) {
        const sum = perLesson.get(lesson.id)
        const key = `${id} ${lesson.id}`
        const begun = started.has(key) ? 1 : 0
        const done = finished.has(key) ? 1 : 0
        far.started += begun
        far.finished += done
        if (!sum) continue
        sum.of += 1
        sum.started += begun
        sum.finished += done
      }
      students.push({ id, name, orgName: place.name, ...far })
    }
    return { members, lessons, perLesson, students }
  }

  async function wrongOf(
    org: OrgRecord,
    from: Date,
    to: Date,
    lessonIds: readonly string[],
  ): Promise<Summary['wrong']> {
    const rows = await wrongAnswers(org.path, from, to, lessonIds)
    const lessons = await lessonPoints(rows.flatMap(({ lessonId }) => lessonId ?? []))
    return rows.map(({ lessonId, keyPoint, ...answers }) => {
      const lesson = lessons.get(lessonId ?? '')
      return {
        ...answers,
        lesson: lesson?.title ?? null,
        keyPoint: (keyPoint !== null && lesson?.keyPoints[keyPoint - 1]) || null,
      }
    })
  }

  /**
   * How a subtree studied in a month, as of now: the one source of page, workbook and sheet.
   * @throws AppError auth.forbidden for an organization that is not the actor's
   */
  async function report(actor: PersonActor, query: Query): Promise<Report> {
    const org = await placeOf(actor, query.orgId)
    const month = query.month ?? shanghaiDay(clock.now()).slice(0, 7)
    const { days, from, to } = daysOf(month)
    const { members, lessons, perLesson, students } = await studyOf(org, from, to)
    const said = await checkinsBetween(org.id, days[0] ?? '', days.at(-1) ?? '')
    const of = students.length
    const summary: Summary = {
      month,
      org: { id: org.id, name: org.name },
      lessons: lessons.map(({ id, title }) => {
        const sum = perLesson.get(id) ?? { of: 0, started: 0, finished: 0 }
        return {
          id,
          title,
          started: { count: sum.started, of: sum.of },
          finished: { count: sum.finished, of: sum.of },
        }
      }),
      started: { count: students.filter(({ started }) => started > 0).length, of },
      finished: { count: students.filter((one) => one.finished === one.lessons).length, of },
      checkedIn: {
        count: members.filter(({ id }) => said.personIds.has(id)).length,
        of: members.length,
      },
      checkins: days.map((day) => ({ day, count: said.days.get(day) ?? 0 })),
      wrong: await wrongOf(
        org,
        from,
        to,
        lessons.map(({ id }) => id),
      ),
      exams: await examResults(org.id, from, to),
    }
    return { summary, students }
  }

  /** A page of who has begun none of the month's lessons, by name. @throws AppError auth.forbidden */
  async function notStarted(
    actor: PersonActor,
    { cursor, limit, ...query }: HandlerInputOf<'studyReports.notStarted'>['query'],
  ): Promise<OutputOf<'studyReports.notStarted'>> {
    const org = await placeOf(actor, query.orgId)
    const { from, to } = daysOf(query.month ?? shanghaiDay(clock.now()).slice(0, 7))
    const { students } = await studyOf(org, from, to)
    const waiting = students
      .filter(({ started }) => started === 0)
      .toSorted((a, b) => (a.name === b.name ? (a.id < b.id ? -1 : 1) : a.name < b.name ? -1 : 1))
    const after = cursor ? decodeCursor(cursor, ['string', 'id']) : null
    const rest = after
      ? waiting.filter(({ name, id }) => name > after[0] || (name === after[0] && id > after[1]))
      : waiting
    const page = cutPage(rest.slice(0, limit + 1), limit, ({ name, id }) => [name, id])
    return {
      nextCursor: page.nextCursor,
      items: page.items.map(({ id, name, orgName }) => ({ id, name, orgName })),
    }
  }

  return { report, notStarted }
}
