import { drawPaper, staffRoles } from '@lianxin/shared'
import type { HandlerInputOf } from '@lianxin/shared/contract'
import { covers, rootsOf, type PersonActor } from '../../http/route'
import { ensure } from '../../platform/app-error'
import { isDuplicateKey } from '../../platform/database'
import { cutPage, decodeCursor } from '../../platform/paging'
import { actingOrg, getOrg } from '../orgs'
import type { ExamDeps } from './exam.deps'
import { AttemptModel, CertificationModel, ExamModel, type ExamDocument } from './exam.model'
import { presentExams, presentResult } from './exam.presenter'
import { QuestionModel, toId, type QuestionDocument } from './question.model'

const DAY_MS = 86_400_000

/** The questions an exam draws from, in a fixed order: banks of its organization and those above. */
export async function bankOf({
  orgPath,
  series,
}: Pick<ExamDocument, 'orgPath' | 'series'>): Promise<QuestionDocument[]> {
  return QuestionModel.find({ orgId: { $in: orgPath }, series: { $in: series }, active: true })
    .sort({ _id: 1 })
    .lean()
}

/** Exams as the desk sets them up and watches them. */
export function createExamService({ clock, people }: Pick<ExamDeps, 'clock' | 'people'>) {
  async function get(actor: PersonActor, id: string): Promise<ExamDocument> {
    const exam = await ExamModel.findById(id).lean()
    ensure(exam && covers(actor, exam.orgPath.map(String), staffRoles), 'request.not_found')
    return exam
  }

  /** A page of the exams of the actor's subtrees, newest first. */
  async function list(actor: PersonActor, query: HandlerInputOf<'exams.list'>['query']) {
    const after = query.cursor ? decodeCursor(query.cursor, ['id']) : null
    const rows = await ExamModel.find({
      orgPath: { $in: rootsOf(actor, staffRoles) },
      ...(after ? { _id: { $lt: after[0] } } : {}),
    })
      .sort({ _id: -1 })
      .limit(query.limit + 1)
      .lean()
    return cutPage(rows, query.limit, (row) => [String(row._id)])
  }

  /**
   * @param key names this request; the same again gives the exam that it made
   * @throws AppError auth.forbidden, exam.bad_window, exam.too_few_questions
   */
  async function create(
    actor: PersonActor,
    input: HandlerInputOf<'exams.create'>['body'],
    key: string | null,
  ): Promise<ExamDocument> {
    const org = await actingOrg(actor, input.orgId)
    const audience = await getOrg(input.audienceOrgId)
    ensure(audience && covers(actor, audience.path, staffRoles), 'auth.forbidden')
    const opensAt = new Date(input.opensAt)
    const closesAt = new Date(input.closesAt)
    ensure(closesAt > opensAt && closesAt > clock.now(), 'exam.bad_window')
    const { title, series, counts, minutes, attempts, passMark, certification } = input
    const owner = { orgId: toId(org.id), orgPath: org.path.map(toId) }
    const bank = await bankOf({ ...owner, series })
    ensure(drawPaper(bank, counts, ''), 'exam.too_few_questions')
    const creationKey = key && `${actor.id}:${key}`
    const row = {
      ...owner,
      audienceOrgId: toId(audience.id),
      opensAt,
      closesAt,
      title,
      series,
      counts,
      minutes,
      attempts,
      passMark,
      certification,
      creationKey,
    }
    try {
      return (await ExamModel.create(row)).toObject()
    } catch (error) {
      const made = isDuplicateKey(error) && (await ExamModel.findOne({ creationKey }).lean())
      if (made) return made
      throw error
    }
  }

  /** People, not attempts: started, of these submitted, of these passed. */
  async function progress(actor: PersonActor, id: string) {
    const exam = await get(actor, id)
    const rows = await AttemptModel.aggregate<{ submitted: number; passed: number }>([
      { $match: { examId: exam._id } },
      {
        $group: {
          _id: '$personId',
          submitted: { $max: { $cond: [{ $ne: ['$result', null] }, 1, 0] } },
          passed: { $max: { $cond: ['$result.passed', 1, 0] } },
        },
      },
    ])
    const sum = (pick: (row: (typeof rows)[number]) => number) =>
      rows.reduce((total, row) => total + pick(row), 0)
    const submitted = sum((row) => row.submitted)
    const [shown] = await presentExams([exam])
    if (!shown) throw new Error('one exam in, one out')
    return {
      exam: shown,
      started: rows.length,
      submitted: { count: submitted, of: rows.length },
      passed: { count: sum((row) => row.passed), of: submitted },
    }
  }

  /** Submitted attempts of an exam by people of the actor's own subtrees, latest first. */
  async function results(
    actor: PersonActor,
    id: string,
    query: HandlerInputOf<'exams.results'>['query'],
  ) {
    const exam = await get(actor, id)
    const after = query.cursor ? decodeCursor(query.cursor, ['id']) : null
    const rows = await AttemptModel.find(
      {
        examId: exam._id,
        openExamId: null,
        orgPath: { $in: rootsOf(actor, staffRoles) },
        ...(after ? { _id: { $lt: after[0] } } : {}),
      },
      { paper: 0, saved: 0 },
    )
      .sort({ _id: -1 })
      .limit(query.limit + 1)
      .lean()
    const page = cutPage(rows, query.limit, (row) => [String(row._id)])
    const names = await people.getMany(page.items.map(({ personId }) => String(personId)))
    return {
      nextCursor: page.nextCursor,
      items: page.items.flatMap((row) => {
        const result = presentResult(row)
        const name = names.get(String(row.personId))?.name ?? ''
        return result ? [{ ...result, id: String(row._id), name, number: row.number }] : []
      }),
    }
  }

  /** Certifications in the actor's subtrees, soonest to expire first. */
  async function certifications(
    actor: PersonActor,
    query: HandlerInputOf<'certifications.list'>['query'],
  ) {
    const now = clock.now()
    const days = query.expiringWithinDays
    const soon = days
      ? { validUntil: { $gte: now, $lte: new Date(now.getTime() + days * DAY_MS) } }
      : {}
    const after = query.cursor ? decodeCursor(query.cursor, ['date', 'id']) : null
    const later = after
      ? {
          $or: [
            { validUntil: { $gt: after[0] } },
            { validUntil: after[0], _id: { $gt: toId(after[1]) } },
          ],
        }
      : {}
    const rows = await CertificationModel.find({
      orgPath: { $in: rootsOf(actor, staffRoles) },
      $and: [soon, later],
    })
      .sort({ validUntil: 1, _id: 1 })
      .limit(query.limit + 1)
      .lean()
    const page = cutPage(rows, query.limit, (row) => [row.validUntil, String(row._id)])
    const names = await people.getMany(page.items.map(({ personId }) => String(personId)))
    return {
      nextCursor: page.nextCursor,
      items: page.items.map((row) => ({
        id: String(row._id),
        name: names.get(String(row.personId))?.name ?? '',
        kind: row.kind,
        grantedAt: row.grantedAt.toISOString(),
        validUntil: row.validUntil.toISOString(),
        expired: row.validUntil < now,
      })),
    }
  }

  return { list, create, progress, results, certifications }
}
export type ExamService = ReturnType<typeof createExamService>
