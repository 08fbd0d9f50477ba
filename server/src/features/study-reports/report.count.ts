import { addDays, startOfShanghaiDay } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import type { Clock } from '../../platform/clock'
import { checkinsOn } from '../checkins'
import { examResults, wrongAnswers } from '../exams'
import { lessonPoints, lessonsBetween, whoStudied } from '../lessons'
import { listSubtrees, type OrgRecord } from '../orgs'
import type { PeopleService } from '../people'

export interface ReportDeps {
  clock: Clock
  people: Pick<PeopleService, 'memberBatch'>
}
export type Summary = OutputOf<'studyReports.get'>
type Members = Awaited<ReturnType<PeopleService['memberBatch']>>['members']
type Lessons = Awaited<ReturnType<typeof lessonsBetween>>

/** A member to whom lessons of the month were published, and how far they are. */
export interface Student {
  id: string
  name: string
  org: OrgRecord
  /** Of each of the member's lessons. */
  lessons: { id: string; started: boolean; finished: boolean }[]
}
/** Everything that the page, the workbook and the sheet show. */
export interface Report {
  summary: Summary
  students: Student[]
}

/** Members looked at in one go. */
const BATCH = 2000

export const hasStarted = ({ lessons }: Student) => lessons.some(({ started }) => started)
export const hasFinished = ({ lessons }: Student) => lessons.every(({ finished }) => finished)

/** The days of a month, and the instants between which it lies. @param month `YYYY-MM` */
export function daysOf(month: string) {
  const first = `${month}-01`
  const next = `${addDays(first, 31).slice(0, 7)}-01`
  const days: string[] = []
  for (let day = first; day < next; day = addDays(day, 1)) days.push(day)
  return { days, from: startOfShanghaiDay(first), to: startOfShanghaiDay(next) }
}

/** How far members are; those to whom none of the lessons was published are left out. */
export async function studentsOf(members: Members, lessons: Lessons): Promise<Student[]> {
  const { started, finished } = await whoStudied(
    lessons.map(({ id }) => id),
    members.map(({ id }) => id),
  )
  return members.flatMap(({ id, name, org }) => {
    const mine = lessons.filter(({ audienceOrgIds }) =>
      audienceOrgIds.some((each) => org.path.includes(each)),
    )
    if (mine.length === 0) return []
    const far = mine.map((lesson) => ({
      id: lesson.id,
      started: started.has(`${id} ${lesson.id}`),
      finished: finished.has(`${id} ${lesson.id}`),
    }))
    return [{ id, name, org, lessons: far }]
  })
}

function lessonRates(lessons: Lessons, students: readonly Student[]): Summary['lessons'] {
  const sums = new Map(lessons.map(({ id }) => [id, { of: 0, started: 0, finished: 0 }]))
  for (const far of students.flatMap((student) => student.lessons)) {
    const sum = sums.get(far.id)
    if (!sum) continue
    sum.of += 1
    if (far.started) sum.started += 1
    if (far.finished) sum.finished += 1
  }
  return lessons.map(({ id, title }) => {
    const { of, started, finished } = sums.get(id) ?? { of: 0, started: 0, finished: 0 }
    return { id, title, started: { count: started, of }, finished: { count: finished, of } }
  })
}

/** By what lies right below the organization, in its order; who is in none of it counts with itself. */
function unitRates(
  org: OrgRecord,
  order: readonly OrgRecord[],
  students: readonly Student[],
): Summary['units'] {
  const sums = new Map<string, { started: number; finished: number; of: number }>()
  for (const student of students) {
    const id = student.org.path[org.path.length] ?? org.id
    const sum = sums.get(id) ?? { started: 0, finished: 0, of: 0 }
    sums.set(id, sum)
    sum.of += 1
    if (hasStarted(student)) sum.started += 1
    if (hasFinished(student)) sum.finished += 1
  }
  return order.flatMap(({ id, name }) => {
    const sum = sums.get(id)
    if (!sum) return []
    const { of, started, finished } = sum
    return [{ id, name, started: { count: started, of }, finished: { count: finished, of } }]
  })
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

async function allMembers(people: ReportDeps['people'], org: OrgRecord, at: Date) {
  const all: Members = []
  let batch = await people.memberBatch(org.id, at, null, BATCH)
  for (;;) {
    all.push(...batch.members)
    if (!batch.next) return all
    batch = await people.memberBatch(org.id, at, batch.next, BATCH)
  }
}

/**
 * How a subtree studied in a month, as of now: the one source of page, workbook and sheet. It looks
 * at every member, a batch at a time.
 */
export async function countReport(
  { clock, people }: ReportDeps,
  org: OrgRecord,
  month: string,
): Promise<Report> {
  const now = clock.now()
  const { days, from, to } = daysOf(month)
  const orgs = await listSubtrees([org.id])
  const orgIds = orgs.map(({ id }) => id)
  const lessons = await lessonsBetween(from, to, [...org.path, ...orgIds])
  const said = await checkinsOn(days, orgIds)
  const members = await allMembers(people, org, now)
  const students = await studentsOf(members, lessons)
  const of = students.length
  const lessonIds = lessons.map(({ id }) => id)
  const summary: Summary = {
    month,
    asOf: now.toISOString(),
    org: { id: org.id, name: org.name },
    lessons: lessonRates(lessons, students),
    units: unitRates(org, orgs, students),
    started: { count: students.filter(hasStarted).length, of },
    finished: { count: students.filter(hasFinished).length, of },
    checkedIn: {
      count: members.filter(({ id }) => said.personIds.has(id)).length,
      of: members.length,
    },
    checkins: days.map((day) => ({ day, count: said.days.get(day) ?? 0 })),
    wrong: await wrongOf(org, from, to, lessonIds),
    exams: await examResults(org.id, from, to),
  }
  return { summary, students }
}

/** Lessons of a month for whoever is among these members. */
export async function lessonsFor(members: Members, month: string): Promise<Lessons> {
  const { from, to } = daysOf(month)
  const orgIds = new Set(members.flatMap(({ org }) => org.path))
  return orgIds.size === 0 ? [] : lessonsBetween(from, to, [...orgIds])
}
