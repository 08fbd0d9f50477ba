import { randomUUID } from 'node:crypto'
import { drawPaper, passes, scoreOf, validUntil, type CertificationKind } from '@lianxin/shared'
import type { HandlerInputOf, OutputOf } from '@lianxin/shared/contract'
import type { ClientSession } from 'mongoose'
import type { PersonActor } from '../../http/route'
import { AppError, ensure } from '../../platform/app-error'
import { inTransaction, isDuplicateKey, runAgain } from '../../platform/database'
import { answererOf, judge, noteAnswers, reachOf } from './answer.service'
import type { ExamDeps } from './exam.deps'
import {
  AttemptModel,
  CertificationModel,
  ExamModel,
  type AttemptDocument,
  type ExamDocument,
} from './exam.model'
import {
  paperQuestion,
  presentAsked,
  presentExams,
  presentJudged,
  presentResult,
  secondsLeft,
} from './exam.presenter'
import { bankOf } from './exam.service'

type View = OutputOf<'attempts.get'>
type Save = HandlerInputOf<'attempts.save'>

const MOST_LISTED = 50
const MOST_DUE = 200

function judgeAttempt({ paper, saved }: AttemptDocument) {
  return judge(
    paper.map((question) => ({ question, response: saved[question.questionId]?.response ?? [] })),
  )
}

/** Sitting an exam: the clock is the server's, one device writes, everything may be sent again. */
export function createAttemptService({ clock, listeners }: Pick<ExamDeps, 'clock' | 'listeners'>) {
  async function present(attempt: AttemptDocument): Promise<View> {
    const exam = await ExamModel.findById(attempt.examId).lean()
    ensure(exam, 'request.not_found')
    const { paper, saved, deadlineAt, result } = attempt
    const answersFrom = result ? await answersHiddenUntil(exam, attempt.personId) : null
    return {
      id: String(attempt._id),
      examId: String(exam._id),
      title: exam.title,
      passMark: exam.passMark,
      deadlineAt: deadlineAt.toISOString(),
      secondsLeft: secondsLeft(deadlineAt, clock.now()),
      questions: paper.map((question) => ({
        ...presentAsked(question),
        response: saved[question.questionId]?.response ?? [],
        revision: saved[question.questionId]?.revision ?? 0,
      })),
      result: presentResult(attempt),
      judged: result
        ? judgeAttempt(attempt).map(({ question, right }) =>
            presentJudged(question, right, answersFrom === null),
          )
        : [],
      answersFrom: answersFrom?.toISOString() ?? null,
      certification: result?.passed ? await grantedBy(exam, attempt) : null,
    }
  }

  /**
   * Who may sit the exam again draws from the same bank, so what is right is shown when no attempt is
   * left or under way, when one was passed, or when the exam is over.
   * @returns null: they are shown now
   */
  async function answersHiddenUntil(
    exam: ExamDocument,
    personId: AttemptDocument['personId'],
  ): Promise<Date | null> {
    if (clock.now() >= exam.closesAt) return null
    const own = await AttemptModel.find({ examId: exam._id, personId }, { result: 1 }).lean()
    const isSitting = own.some(({ result }) => result === null)
    const isDone = own.length >= exam.attempts || own.some(({ result }) => result?.passed)
    return isDone && !isSitting ? null : exam.closesAt
  }

  async function grantedBy(
    exam: ExamDocument,
    { personId }: AttemptDocument,
  ): Promise<View['certification']> {
    const found = await CertificationModel.findOne({ personId, examId: exam._id }).lean()
    return found && { kind: found.kind, validUntil: found.validUntil.toISOString() }
  }

  async function mine(actor: PersonActor, id: string): Promise<AttemptDocument> {
    const attempt = await AttemptModel.findOne({ _id: id, personId: actor.id }).lean()
    ensure(attempt, 'request.not_found')
    return attempt
  }

  async function reward(
    attempt: AttemptDocument,
    exam: ExamDocument,
    now: Date,
    session: ClientSession,
  ): Promise<void> {
    const personId = String(attempt.personId)
    if (exam.certification) {
      const { kind, months } = exam.certification
      const key = { personId: attempt.personId, kind, examId: exam._id }
      const granted = { grantedAt: now, validUntil: validUntil(now, months) }
      try {
        await CertificationModel.updateOne(
          key,
          { $setOnInsert: { ...granted, orgPath: attempt.orgPath } },
          { upsert: true, session },
        )
      } catch (error) {
        throw isDuplicateKey(error) ? runAgain(error) : error
      }
    }
    for (const tell of listeners.exam)
      await tell({ personId, examId: String(exam._id), at: now }, session)
  }

  /** Ends an attempt and judges what was saved; one that has ended stays as it is. */
  async function finish(id: string): Promise<void> {
    await inTransaction(async (session) => {
      const attempt = await AttemptModel.findOne({ _id: id, result: null }).session(session).lean()
      if (!attempt) return
      const exam = await ExamModel.findById(attempt.examId).session(session).lean()
      ensure(exam, 'request.not_found')
      const now = clock.now()
      const automatic = now >= attempt.deadlineAt
      const submittedAt = automatic ? attempt.deadlineAt : now
      const judged = judgeAttempt(attempt)
      const total = judged.length
      const right = judged.filter((each) => each.right).length
      const passed = passes(right, total, exam.passMark)
      const score = scoreOf(right, total)
      // An answer saved meanwhile is a write conflict, and all of this runs again with it.
      await AttemptModel.updateOne(
        { _id: id },
        {
          $set: {
            openExamId: null,
            result: { right, total, score, passed, automatic, submittedAt },
          },
        },
        { session },
      )
      const answerer = {
        personId: String(attempt.personId),
        orgPath: attempt.orgPath.map(String),
      }
      await noteAnswers(answerer, `exam:${id}`, judged, submittedAt, session)
      if (passed) await reward(attempt, exam, submittedAt, session)
    })
  }

  async function underWay(actor: PersonActor, examId: string): Promise<AttemptDocument | null> {
    const open = await AttemptModel.findOne({ openExamId: examId, personId: actor.id }).lean()
    if (!open || clock.now() < open.deadlineAt) return open
    await finish(String(open._id))
    return null
  }

  async function begin(
    actor: PersonActor,
    exam: ExamDocument,
    device: string,
  ): Promise<AttemptDocument> {
    const now = clock.now()
    ensure(now >= exam.opensAt && now < exam.closesAt, 'exam.not_open')
    const sat = await AttemptModel.countDocuments({ examId: exam._id, personId: actor.id })
    ensure(sat < exam.attempts, 'exam.no_attempts')
    const seed = randomUUID()
    const drawn = drawPaper(await bankOf(exam), exam.counts, seed)
    ensure(drawn, 'exam.too_few_questions')
    const { orgPath } = await answererOf(actor)
    const ends = Math.min(now.getTime() + exam.minutes * 60_000, exam.closesAt.getTime())
    const attempt = await AttemptModel.create({
      examId: exam._id,
      openExamId: exam._id,
      personId: actor.id,
      orgPath,
      number: sat + 1,
      seed,
      device,
      startedAt: now,
      deadlineAt: new Date(ends),
      paper: drawn.map((question) => paperQuestion(question, seed)),
      saved: {},
    })
    return attempt.toObject()
  }

  /**
   * Starts, or goes on with what is under way; asked twice it is one attempt.
   * @throws AppError exam.not_open, exam.no_attempts, exam.too_few_questions, exam.other_device
   */
  async function start(
    actor: PersonActor,
    examId: string,
    { device, takeOver }: HandlerInputOf<'attempts.start'>['body'],
  ): Promise<View> {
    const exam = await ExamModel.findById(examId).lean()
    const reach = await reachOf(actor)
    ensure(exam && reach.includes(String(exam.audienceOrgId)), 'request.not_found')
    let attempt = await underWay(actor, examId)
    if (!attempt) {
      try {
        return await present(await begin(actor, exam, device))
      } catch (error) {
        if (!isDuplicateKey(error)) throw error
        // The same start came twice at one moment: the other one made it.
        attempt = await underWay(actor, examId)
        ensure(attempt, 'request.in_progress')
      }
    }
    if (attempt.device === device) return present(attempt)
    ensure(takeOver, 'exam.other_device')
    const taken = await AttemptModel.findOneAndUpdate(
      { _id: attempt._id, openExamId: examId },
      { $set: { device } },
      { returnDocument: 'after' },
    ).lean()
    return present(taken ?? (await mine(actor, String(attempt._id))))
  }

  /** The attempt as the server has it; one whose time ran out is ended first. */
  async function get(actor: PersonActor, id: string): Promise<View> {
    const attempt = await mine(actor, id)
    if (attempt.result || clock.now() < attempt.deadlineAt) return present(attempt)
    await finish(id)
    return present(await mine(actor, id))
  }

  /**
   * Keeps one answer; an older revision, or the same again, changes nothing.
   * @throws AppError exam.other_device, exam.too_late, exam.submitted
   */
  async function save(
    actor: PersonActor,
    { id, questionId }: Save['params'],
    { device, revision, response }: Save['body'],
  ): Promise<OutputOf<'attempts.save'>> {
    const now = clock.now()
    const field = `saved.${questionId}`
    const kept = await AttemptModel.updateOne(
      {
        _id: id,
        personId: actor.id,
        device,
        result: null,
        deadlineAt: { $gt: now },
        'paper.questionId': questionId,
        $or: [
          { [`${field}.revision`]: { $exists: false } },
          { [`${field}.revision`]: { $lt: revision } },
        ],
      },
      { $set: { [field]: { revision, response } } },
    )
    const attempt = await mine(actor, id)
    if (kept.matchedCount === 0) {
      ensure(
        attempt.paper.some((each) => each.questionId === questionId),
        'request.not_found',
      )
      ensure(attempt.device === device, 'exam.other_device')
      if (now >= attempt.deadlineAt) throw new AppError('exam.too_late')
      ensure(attempt.result === null, 'exam.submitted')
    }
    return { secondsLeft: secondsLeft(attempt.deadlineAt, now) }
  }

  /** Hands in what was saved. @throws AppError exam.other_device */
  async function submit(actor: PersonActor, id: string, device: string): Promise<View> {
    const attempt = await mine(actor, id)
    if (!attempt.result) {
      const late = clock.now() >= attempt.deadlineAt
      ensure(late || attempt.device === device, 'exam.other_device')
      await finish(id)
    }
    return present(await mine(actor, id))
  }

  /** Ends the attempts whose time ran out. */
  async function sweep(signal: AbortSignal): Promise<void> {
    const due = await AttemptModel.find(
      { openExamId: { $type: 'objectId' }, deadlineAt: { $lte: clock.now() } },
      { _id: 1 },
    )
      .sort({ deadlineAt: 1 })
      .limit(MOST_DUE)
      .lean()
    for (const { _id } of due) {
      if (signal.aborted) return
      await finish(String(_id))
    }
  }

  /** The exams the actor may sit, newest first, with how they did. */
  async function list(actor: PersonActor): Promise<OutputOf<'me.exams'>> {
    const now = clock.now()
    const exams = await ExamModel.find({ audienceOrgId: { $in: await reachOf(actor) } })
      .sort({ opensAt: -1 })
      .limit(MOST_LISTED)
      .lean()
    const attempts = await AttemptModel.find(
      { personId: actor.id, examId: { $in: exams.map(({ _id }) => _id) } },
      { paper: 0, saved: 0 },
    )
      .sort({ _id: 1 })
      .lean()
    const shown = await presentExams(exams)
    return {
      items: shown.map((exam) => {
        const own = attempts.filter(({ examId }) => String(examId) === exam.id)
        const open = own.find(({ deadlineAt, result }) => !result && now < deadlineAt)
        const best = own
          .map(presentResult)
          .reduce((top, each) => (each && (!top || each.score > top.score) ? each : top), null)
        return {
          exam,
          open: now >= new Date(exam.opensAt) && now < new Date(exam.closesAt),
          attemptsLeft: Math.max(0, exam.attempts - own.length),
          attemptId: open ? String(open._id) : null,
          best,
          lastAttemptId: own.length > 0 ? String(own.at(-1)?._id) : null,
        }
      }),
    }
  }

  /** Does the person hold a certification of this kind at this moment? */
  async function holds(
    personId: string,
    kind: CertificationKind,
    at: Date,
    session?: ClientSession,
  ): Promise<boolean> {
    const found = CertificationModel.exists({
      personId,
      kind,
      grantedAt: { $lte: at },
      validUntil: { $gte: at },
    })
    return (await (session ? found.session(session) : found)) !== null
  }

  return { start, get, save, submit, sweep, list, holds }
}
export type AttemptService = ReturnType<typeof createAttemptService>
