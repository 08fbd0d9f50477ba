import { addReport, isRead, neededSeconds, readPercent } from '@lianxin/shared'
import type { HandlerInputOf, OutputOf } from '@lianxin/shared/contract'
import type { ClientSession } from 'mongoose'
import type { PersonActor } from '../../http/route'
import { AppError, ensure } from '../../platform/app-error'
import { inTransaction, isDuplicateKey, runAgain } from '../../platform/database'
import type { LessonDeps } from './lesson.deps'
import { LessonModel, VersionModel, type LessonContent } from './lesson.model'
import { presentPublic } from './lesson.presenter'
import { getPublished } from './lesson.public'
import { CompletionModel, ProgressModel, type ProgressDocument } from './progress.model'
import { audienceOf } from './study.lists'
import { makeTicket, readTicket } from './study.ticket'

type Report = HandlerInputOf<'study.report'>['body']
type Progress = OutputOf<'study.report'>

/** Phones of one person in one lesson; of more, the one that has told nothing longest is let go. */
const MOST_PHONES = 10

/** What readers do. */
export function createStudyService(deps: Omit<LessonDeps, 'publicUrl'>) {
  const { clock, keyring, media, quizzes, onCompleted } = deps

  const neededOf = ({ blocks }: LessonContent) => blocks.map(neededSeconds)

  async function present(
    actor: PersonActor,
    lessonId: string,
    version: number,
    content: LessonContent,
    kept: ProgressDocument | null,
  ): Promise<Progress> {
    const needed = neededOf(content)
    const completion = await CompletionModel.findOne({ personId: actor.id, lessonId }).lean()
    const passed = await quizzes.passedOf(actor.id, lessonId, version)
    const asks = passed || (await quizzes.countFor(actor, lessonId)) > 0
    const dwell = kept?.dwell ?? needed.map(() => 0)
    return {
      version,
      dwell,
      percent: readPercent(needed, dwell),
      block: kept?.block ?? 0,
      quiz: passed ? 'passed' : asks ? 'open' : 'none',
      completedAt: completion?.at.toISOString() ?? null,
    }
  }

  /** A lesson to read, with how far the actor is. @throws AppError request.not_found */
  async function get(actor: PersonActor, id: string): Promise<OutputOf<'study.get'>> {
    const { lesson, current } = await getPublished(id)
    const { version, content } = current
    const audience = await audienceOf(actor)
    const counts = lesson.audienceOrgIds.some((each) => audience.includes(String(each)))
    const kept = await ProgressModel.findOne({ personId: actor.id, lessonId: id, version }).lean()
    return {
      ...(await presentPublic(lesson, current, media)),
      ticket: counts ? makeTicket(keyring, actor.id, id, version, clock.now()) : null,
      progress: await present(actor, id, version, content, kept),
    }
  }

  /** Writes a report down; whoever loses a race for the first one runs again. */
  async function keep(
    personId: string,
    lessonId: string,
    report: Report,
    content: LessonContent,
    session: ClientSession,
  ): Promise<ProgressDocument> {
    const { version, phone, dwell } = report
    const now = clock.now()
    const openedAt = readTicket(keyring, report.ticket, { personId, lessonId, version }, now)
    ensure(openedAt, 'lesson.bad_ticket')
    const key = { personId, lessonId, version }
    const before = await ProgressModel.findOne(key).session(session).lean()
    const since = before && before.openedAt < openedAt ? before.openedAt : openedAt
    const needed = neededOf(content)
    const credit = addReport(
      before ?? { dwell: needed.map(() => 0), phones: [] },
      { phone, dwell: needed.map((_, index) => dwell[index] ?? 0) },
      (now.getTime() - since.getTime()) / 1000,
    )
    const fields = {
      openedAt: since,
      dwell: credit.dwell,
      phones: credit.phones.slice(-MOST_PHONES),
      block: Math.min(report.block, needed.length - 1),
      percent: readPercent(needed, credit.dwell),
      updatedAt: now,
    }
    try {
      const kept = await ProgressModel.findOneAndUpdate(
        key,
        { $set: fields },
        { session, returnDocument: 'after', upsert: true },
      ).lean()
      if (!kept) throw new Error('an upsert gives a row')
      return kept
    } catch (error) {
      throw isDuplicateKey(error) ? runAgain(error) : error
    }
  }

  async function complete(
    key: { personId: string; lessonId: string; version: number },
    session: ClientSession,
  ): Promise<void> {
    const { personId, lessonId } = key
    if (await CompletionModel.exists({ personId, lessonId }).session(session)) return
    const done = { ...key, at: clock.now() }
    try {
      await CompletionModel.create([done], { session })
    } catch (error) {
      throw isDuplicateKey(error) ? runAgain(error) : error
    }
    for (const tell of onCompleted) await tell(done, session)
  }

  /** May everybody read this version: was it published, and is the lesson not withdrawn? */
  async function isOut(lessonId: string, version: number): Promise<boolean> {
    const content = await contentOf(lessonId, version)
    return (
      content !== null && (await LessonModel.exists({ _id: lessonId, state: 'published' })) !== null
    )
  }

  /** The organization that wrote a lesson, or null. */
  async function ownerOf(lessonId: string): Promise<string | null> {
    const lesson = await LessonModel.findById(lessonId, { orgId: 1 }).lean()
    return lesson && String(lesson.orgId)
  }

  async function contentOf(lessonId: string, version: number): Promise<LessonContent | null> {
    return (await VersionModel.findOne({ lessonId, version }).lean())?.content ?? null
  }

  /**
   * Takes a phone's report; the lesson is completed when every block is read and the quiz passed.
   * A version that was replaced meanwhile still counts: it was published when it was read.
   * @throws AppError request.not_found, lesson.bad_ticket
   */
  async function report(actor: PersonActor, id: string, body: Report): Promise<Progress> {
    const { version } = body
    const content = await contentOf(id, version)
    const isOut = await LessonModel.exists({ _id: id, state: 'published' })
    if (!content || !isOut) throw new AppError('request.not_found')
    const asks = (await quizzes.countFor(actor, id)) > 0
    const kept = await inTransaction(async (session) => {
      const progress = await keep(actor.id, id, body, content, session)
      const isFinished =
        isRead(neededOf(content), progress.dwell) &&
        (!asks || (await quizzes.passedOf(actor.id, id, version, session)))
      if (isFinished) await complete({ personId: actor.id, lessonId: id, version }, session)
      return progress
    })
    return present(actor, id, version, content, kept)
  }

  /** Judges completion again when somebody has passed the quiz, in the transaction of the pass. */
  async function onQuizPassed(
    { personId, lessonId, version }: { personId: string; lessonId: string; version: number },
    session: ClientSession,
  ): Promise<void> {
    const key = { personId, lessonId, version }
    const progress = await ProgressModel.findOne(key).session(session).lean()
    const content = progress && (await contentOf(lessonId, version))
    if (content && isRead(neededOf(content), progress.dwell)) await complete(key, session)
  }

  return { get, report, isOut, ownerOf, onQuizPassed }
}
export type StudyService = ReturnType<typeof createStudyService>
