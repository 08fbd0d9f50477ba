import type { Services } from '../services'
import type { PersonActor } from '../http/route'
import { demoLessons } from './lessons'
import { demoQuestions, type DemoQuestion } from './questions'
import type { SeedClock } from './seed-clock'
import type { SeededDistrict } from './seed-people'

const DEVICE = 'demo-phone-of-the-past'
const DAY_MS = 86_400_000

/** What the desk's editor would send. */
function bodyOf({ kind, stem, right, wrong = [], keyPoint, why }: DemoQuestion) {
  const isTruth = kind === 'truefalse'
  const isFill = kind === 'fill'
  return {
    kind,
    stem,
    options: isTruth || isFill ? [] : [...right, ...wrong],
    correct: isTruth ? [right[0] === '对' ? 0 : 1] : isFill ? [] : right.map((_, at) => at),
    accepted: isFill ? right.map((texts) => texts.split('|')) : [],
    keyPoint,
    explanation: why,
    active: true,
  }
}

/**
 * Writes the demo's questions and one exam, which one member has passed; another has one question
 * that comes back today.
 * @param lessons ids by the keys of lessons.ts
 */
export async function seedExams(
  { exams: feature }: Pick<Services, 'exams'>,
  clock: SeedClock,
  district: SeededDistrict,
  lessons: ReadonlyMap<string, string>,
): Promise<void> {
  const { bank, quizzes, exams, attempts } = feature
  function actor(key: string): PersonActor {
    const person = district.people.get(key)
    if (!person) throw new Error(`the demo names ${key} but does not define it`)
    return { kind: 'person', id: person.id, name: person.name, posts: person.posts, sessionId: '' }
  }
  const audience = district.orgs.get('wangjiang')
  if (!audience) throw new Error('the demo has its community')

  clock.standAt(9, 9)
  const sourceOf = new Map(demoLessons.map(({ key, source }) => [key, source]))
  const seriesOf = new Map(demoLessons.map(({ key, series }) => [key, series]))
  const written = new Map<string, Awaited<ReturnType<typeof bank.create>>>()
  for (const each of demoQuestions) {
    const lessonId = lessons.get(each.lesson) ?? null
    const series = seriesOf.get(each.lesson) ?? ''
    const author = sourceOf.get(each.lesson)?.startsWith('望江') ? 'secretary' : 'admin'
    const made = await bank.create(actor(author), { ...bodyOf(each), series, lessonId }, null)
    written.set(String(made._id), made)
  }
  const responseTo = (id: string): string[] => {
    const made = written.get(id)
    if (!made) throw new Error('only questions of the demo are asked')
    return made.kind === 'fill' ? made.accepted.map(([text]) => text ?? '') : made.correct
  }

  /** What somebody would say who does not know. */
  const mistakeOn = (id: string): string[] => {
    const made = written.get(id)
    const wrong = made?.options.find((option) => !made.correct.includes(option.id))
    if (!made || made.kind === 'fill' || !wrong) return ['不知道']
    return made.kind === 'ordering' ? made.correct.toReversed() : [wrong.id]
  }

  const lessonId = lessons.get('points')
  if (lessonId) {
    clock.standAt(2, 12, 40)
    const wang = actor('wang')
    const { questions } = await quizzes.get(wang, lessonId, 1)
    const answers = (wrongAt: number | null) =>
      questions.map(({ id }, at) => ({
        questionId: id,
        response: at === wrongAt ? mistakeOn(id) : responseTo(id),
      }))
    const body = { version: 1, submissionId: 'demo-submission-1' }
    await quizzes.answer(wang, lessonId, { ...body, answers: answers(1) })
    const again = { ...body, submissionId: 'demo-submission-2' }
    await quizzes.answer(wang, lessonId, { ...again, answers: answers(null) })
  }

  const opensAt = clock.standAt(1, 9)
  const wish = {
    audienceOrgId: audience.id,
    title: '为民办事应知应会',
    series: [...new Set(seriesOf.values())],
    counts: { single: 5, multiple: 3, truefalse: 4, ordering: 1, fill: 1 },
    minutes: 20,
    opensAt: opensAt.toISOString(),
    closesAt: new Date(opensAt.getTime() + 30 * DAY_MS).toISOString(),
    attempts: 2,
    passMark: 85,
    certification: { kind: 'party-development' as const, months: 12 },
  }
  const exam = await exams.create(actor('secretary'), wish, null)
  clock.standAt(1, 12)
  const sitter = actor('zhang')
  const { id, questions } = await attempts.start(sitter, String(exam._id), {
    device: DEVICE,
    takeOver: false,
  })
  for (const question of questions)
    await attempts.save(
      sitter,
      { id, questionId: question.id },
      { device: DEVICE, revision: 1, response: responseTo(question.id) },
    )
  clock.standAt(1, 12, 11)
  await attempts.submit(sitter, id, DEVICE)
  clock.standAt(0, 24)
}
