/**
 * The secretary's view of a town: members in branches, a month of lessons, check-ins and answers,
 * written straight into the store; then what its pages cost. Run by study.mjs; prints one line of
 * JSON, and on the way how far it is.
 */
import type { EndpointName } from '../../shared/src/contract'
import type { PersonActor } from '../../server/src/http/route'
import { connectDatabase, disconnectDatabase } from '../../server/src/platform/database'
import { createKeyring } from '../../server/src/platform/keyring'
import { CheckinModel } from '../../server/src/features/checkins/checkin.model'
import { AnswerModel } from '../../server/src/features/exams/answer.model'
import { QuestionModel } from '../../server/src/features/exams/question.model'
import { LessonModel } from '../../server/src/features/lessons/lesson.model'
import { CompletionModel, ProgressModel } from '../../server/src/features/lessons/progress.model'
import { createOrg, type OrgRecord } from '../../server/src/features/orgs'
import { createPeopleService } from '../../server/src/features/people'
import { PersonModel } from '../../server/src/features/people/person.model'
import { createStudyReports } from '../../server/src/features/study-reports'

const [uri = '', dbName = '', memberCount = '2170'] = process.argv.slice(2)
const members = Number(memberCount)
const A_BRANCH = 40
const LESSONS = 4
const QUESTIONS = 24
const DAYS = 7
const PAGE = 50
/** Of ten members, how many began something; of these, how many finished all of it. */
const [BEGAN, FINISHED] = [7, 5]

const month = '2026-11'
const at = new Date(`${month}-20T12:00:00+08:00`)
const nextId = () => new PersonModel()._id
const progress = (words: string) => process.stderr.write(`    ${words}\n`)
const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index))

async function seedLessons(town: OrgRecord) {
  const place = { orgId: town.id, orgPath: town.path }
  const lessons = times(LESSONS, nextId)
  await LessonModel.insertMany(
    lessons.map((_id, index) => ({
      _id,
      ...place,
      state: 'published',
      revision: 1,
      draft: { title: `第 ${index + 1} 课` },
      draftSearch: [],
      version: 1,
      shown: {
        title: `第 ${index + 1} 课`,
        series: null,
        minutes: 3,
        keyPointCount: 1,
        search: [],
      },
      publishedAt: at,
      audienceOrgIds: [town.id],
      updatedAt: at,
    })),
  )
  const options = ['a', 'b', 'c', 'd'].map((id) => ({ id, text: id }))
  const questions = times(QUESTIONS, nextId)
  await QuestionModel.insertMany(
    questions.map((_id, index) => ({
      _id,
      ...place,
      kind: 'single',
      stem: `第 ${index + 1} 题`,
      options,
      correct: ['a'],
      series: '题库',
      lessonId: String(lessons[index % LESSONS]),
      keyPoint: 1,
      active: true,
    })),
  )
  return { lessons, questions }
}

async function seedBranch(
  town: OrgRecord,
  number: number,
  { lessons, questions }: Awaited<ReturnType<typeof seedLessons>>,
) {
  const branch = await createOrg(`第 ${number + 1} 支部`, 'grid', town, number)
  const place = { orgId: branch.id, orgPath: branch.path }
  const count = Math.min(A_BRANCH, members - number * A_BRANCH)
  const people = times(count, (index) => ({ _id: nextId(), index: number * A_BRANCH + index }))
  const post = { role: 'member', orgId: branch.id, from: new Date(0), to: null }
  await PersonModel.insertMany(
    people.map(({ _id, index }) => ({
      _id,
      name: `同志${String((index * 7919) % members).padStart(6, '0')}`,
      posts: [post],
      orgPaths: branch.path,
    })),
  )
  const began = people.filter(({ index }) => index % 10 < BEGAN)
  const rows = <T>(some: typeof people, each: number, make: (personId: unknown, n: number) => T) =>
    some.flatMap(({ _id }) => times(each, (n) => make(_id, n)))
  const read = { version: 1, dwell: [20, 20, 20], phones: [], block: 0, percent: 60 }
  await ProgressModel.insertMany(
    rows(began, LESSONS, (personId, n) => ({
      ...{ personId, lessonId: lessons[n] },
      ...{ ...read, openedAt: at, updatedAt: at },
    })),
  )
  const done = people.filter(({ index }) => index % 10 < FINISHED)
  await CompletionModel.insertMany(
    rows(done, LESSONS, (personId, n) => ({ personId, lessonId: lessons[n], version: 1, at })),
  )
  await CheckinModel.insertMany(
    rows(people, DAYS, (personId, n) => ({
      ...place,
      ...{ personId, at, via: 'page', day: `${month}-${String(n * 3 + 1).padStart(2, '0')}` },
    })),
  )
  await AnswerModel.insertMany(
    rows(done, QUESTIONS, (personId, n) => ({
      ...{ personId, orgPath: branch.path, questionId: questions[n], source: 'bench', at },
      ...{ right: n % 3 > 0, chosen: [n % 3 > 0 ? 'a' : 'c'], texts: null },
    })),
  )
}

const keyring = createKeyring('a secret for benches only, 32 characters or more')
const people = createPeopleService(keyring)
const { routes } = createStudyReports({ clock: { now: () => at }, people })

async function timed<T>(work: () => Promise<T>): Promise<[number, T]> {
  const began = performance.now()
  const made = await work()
  return [performance.now() - began, made]
}

await connectDatabase(uri, dbName)
try {
  const town = await createOrg('清河镇', 'street', null, 0)
  const lessons = await seedLessons(town)
  const branches = Math.ceil(members / A_BRANCH)
  for (let number = 0; number < branches; number += 1) {
    await seedBranch(town, number, lessons)
    if (number % 100 === 0) progress(`${number} of ${branches} branches written`)
  }
  const posts = [{ role: 'secretary' as const, orgId: town.id, orgName: town.name }]
  const actor: PersonActor = {
    kind: 'person',
    id: String(nextId()),
    name: '书记',
    posts,
    sessionId: 's',
  }
  const call = (name: EndpointName, query: object) => {
    const found = routes.find(({ endpoint }) => endpoint.name === name)
    if (!found) throw new Error(`no route ${name}`)
    return found.handle({ query: found.endpoint.query?.parse({ month, ...query }) }, { actor })
  }
  const [summaryMs] = await timed(() => call('studyReports.get', {}))
  const [againMs] = await timed(() => call('studyReports.get', {}))
  const pages: number[] = []
  let listed = 0
  let cursor: string | null = null
  do {
    const query = { limit: PAGE, ...(cursor ? { cursor } : {}) }
    const [ms, page] = await timed(() => call('studyReports.notStarted', query))
    const { items, nextCursor } = page as { items: unknown[]; nextCursor: string | null }
    pages.push(ms)
    listed += items.length
    cursor = nextCursor
  } while (cursor)
  pages.sort((a, b) => a - b)
  const [exportMs] = await timed(() => call('studyReports.export', {}))
  const [pageMs, worstPageMs] = [pages[Math.floor(pages.length / 2)], pages.at(-1)]
  console.log(
    JSON.stringify({ members, listed, summaryMs, againMs, pageMs, worstPageMs, exportMs }),
  )
} finally {
  await PersonModel.db.dropDatabase()
  await disconnectDatabase()
}
