import { afterRight, afterWrong, isRight, shanghaiDay } from '@lianxin/shared'
import type { HandlerInputOf, OutputOf } from '@lianxin/shared/contract'
import type { ClientSession } from 'mongoose'
import type { PersonActor } from '../../http/route'
import { ensure } from '../../platform/app-error'
import { inTransaction, isDuplicateKey, runAgain } from '../../platform/database'
import { AnswerModel, QuizPassModel, ReviewModel } from './answer.model'
import { answererOf, judge, keptResponse, noteAnswers, reachOf } from './answer.service'
import type { ExamDeps } from './exam.deps'
import { paperQuestion, presentAsked, presentJudged } from './exam.presenter'
import { QuestionModel } from './question.model'

/** A lesson asks "a few": more would not be answered in the lunch queue. */
const MOST_IN_A_QUIZ = 5
const MOST_IN_A_REVIEW = 10
/** Of what is due, longest waiting first, to find those that are still asked. */
const MOST_LOOKED_AT = 500

/** Quizzes of lessons, and the questions that come back. */
export function createQuizService(deps: Pick<ExamDeps, 'clock' | 'lessons' | 'listeners'>) {
  const { clock, lessons, listeners } = deps

  /** The lesson's own questions, whoever reads it, and what the reader's organizations have added. */
  async function paperOf(actor: PersonActor, lessonId: string) {
    const [reach, owner] = await Promise.all([reachOf(actor), lessons.ownerOf(lessonId)])
    const orgIds = owner === null ? reach : [...reach, owner]
    const questions = await QuestionModel.find({ lessonId, active: true, orgId: { $in: orgIds } })
      .sort({ _id: 1 })
      .limit(MOST_IN_A_QUIZ)
      .lean()
    return questions.map((question) => paperQuestion(question, actor.id))
  }

  /** Has the person passed the quiz of this version of the lesson? */
  async function passedOf(
    personId: string,
    lessonId: string,
    version: number,
    session?: ClientSession,
  ): Promise<boolean> {
    const found = QuizPassModel.exists({ personId, lessonId, version })
    return (await (session ? found.session(session) : found)) !== null
  }

  /** How many questions the lesson asks this person; 0 = it has no quiz. */
  async function countFor(actor: PersonActor, lessonId: string): Promise<number> {
    return (await paperOf(actor, lessonId)).length
  }

  async function openPaperOf(actor: PersonActor, lessonId: string, version: number) {
    const paper = await paperOf(actor, lessonId)
    ensure(paper.length > 0 && (await lessons.isOut(lessonId, version)), 'request.not_found')
    return paper
  }

  /**
   * The quiz as it is asked.
   * @throws AppError request.not_found for a lesson without one, or that is withdrawn
   */
  async function get(actor: PersonActor, lessonId: string, version: number) {
    const paper = await openPaperOf(actor, lessonId, version)
    return {
      passed: await passedOf(actor.id, lessonId, version),
      questions: paper.map(presentAsked),
    }
  }

  async function notePass(actor: PersonActor, lessonId: string, version: number, s: ClientSession) {
    const pass = { personId: actor.id, lessonId, version, at: clock.now() }
    try {
      await QuizPassModel.create([pass], { session: s })
    } catch (error) {
      throw isDuplicateKey(error) ? runAgain(error) : error
    }
    for (const tell of listeners.quiz) await tell(pass, s)
  }

  /**
   * Judges a whole quiz. It is passed when every question is right; it may be tried again.
   * @throws AppError quiz.incomplete, request.not_found
   */
  async function answer(
    actor: PersonActor,
    lessonId: string,
    body: HandlerInputOf<'quizzes.answer'>['body'],
  ): Promise<OutputOf<'quizzes.answer'>> {
    const paper = await openPaperOf(actor, lessonId, body.version)
    const given = new Map(body.answers.map((each) => [each.questionId, each.response]))
    const asked = paper.map((question) => {
      const response = given.get(question.questionId) ?? []
      ensure(response.length > 0, 'quiz.incomplete')
      return { question, response }
    })
    const judged = judge(asked)
    const allRight = judged.every(({ right }) => right)
    const answerer = await answererOf(actor)
    await inTransaction(async (session) => {
      const source = `quiz:${lessonId}:${body.submissionId}`
      await noteAnswers(answerer, source, judged, clock.now(), session)
      if (allRight && !(await passedOf(actor.id, lessonId, body.version, session)))
        await notePass(actor, lessonId, body.version, session)
    })
    return {
      passed: await passedOf(actor.id, lessonId, body.version),
      judged: judged.map(({ question, right }) => presentJudged(question, right)),
    }
  }

  /** What comes back today, longest waiting first, and how many wait for a later day. */
  async function due(actor: PersonActor): Promise<OutputOf<'reviews.due'>> {
    const today = shanghaiDay(clock.now())
    const items = await ReviewModel.find({ personId: actor.id, dueDay: { $ne: null, $lte: today } })
      .sort({ dueDay: 1, _id: 1 })
      .limit(MOST_LOOKED_AT)
      .lean()
    const ids = items.map(({ questionId }) => questionId)
    const found = await QuestionModel.find({ _id: { $in: ids }, active: true }).lean()
    const asked = new Map(found.map((question) => [String(question._id), question]))
    // One that was retired meanwhile takes no place of another.
    const questions = ids.flatMap((id) => asked.get(String(id)) ?? []).slice(0, MOST_IN_A_REVIEW)
    return {
      waiting: await ReviewModel.countDocuments({ personId: actor.id, dueDay: { $gt: today } }),
      questions: questions.map((each) => presentAsked(paperQuestion(each, actor.id + today))),
    }
  }

  /** Judges one question that came back; the first answer of a day counts. */
  async function review(
    actor: PersonActor,
    id: string,
    response: readonly string[],
  ): Promise<OutputOf<'reviews.answer'>> {
    const today = shanghaiDay(clock.now())
    const item = await ReviewModel.findOne({ personId: actor.id, questionId: id }).lean()
    const question = await QuestionModel.findById(id).lean()
    const isDue = item?.dueDay != null && item.dueDay <= today
    ensure(question && item && (isDue || item.answeredDay === today), 'request.not_found')
    const asked = paperQuestion(question, actor.id + today)
    const right = isRight(asked, response)
    if (!isDue) return { ...presentJudged(asked, right), nextDay: item.dueDay }

    const next = right ? afterRight(item.step, today) : afterWrong(today)
    const moved = { step: next?.step ?? item.step, dueDay: next?.dueDay ?? null }
    const answerer = await answererOf(actor)
    await inTransaction(async (session) => {
      const written = await ReviewModel.updateOne(
        { _id: item._id, dueDay: item.dueDay, step: item.step },
        { $set: { ...moved, answeredDay: today } },
        { session },
      )
      if (written.matchedCount === 0) return
      const row = { questionId: id, lessonId: question.lessonId, right, at: clock.now() }
      const kept = keptResponse({ question: asked, response })
      await AnswerModel.create([{ ...answerer, ...row, ...kept, source: `review:${today}` }], {
        session,
      })
    })
    const kept = await ReviewModel.findById(item._id).lean()
    return { ...presentJudged(asked, right), nextDay: kept?.dueDay ?? null }
  }

  return { get, answer, passedOf, countFor, due, review }
}
export type QuizService = ReturnType<typeof createQuizService>
