import { randomBytes } from 'node:crypto'
import { staffRoles, trueFalseOptions, type KindCounts, type QuestionKind } from '@lianxin/shared'
import type { HandlerInputOf, OutputOf } from '@lianxin/shared/contract'
import { covers, rootsOf, type PersonActor } from '../../http/route'
import { ensure } from '../../platform/app-error'
import { isDuplicateKey } from '../../platform/database'
import { cutPage, decodeCursor } from '../../platform/paging'
import { actingOrg, getOrgs } from '../orgs'
import { answersTo } from './answer.reports'
import { QuestionModel, toId, type QuestionDocument } from './question.model'

type QuestionInput = HandlerInputOf<'questions.create'>['body']

/** Choices with ids that tell nothing of their order; a choice that stays keeps its id. */
function contentOf(input: QuestionInput, before: QuestionDocument | null) {
  const known = new Map(before?.options.map(({ id, text }) => [text, id]))
  const options =
    input.kind === 'truefalse'
      ? [...trueFalseOptions]
      : input.kind === 'fill'
        ? []
        : input.options.map((text) => ({
            id: known.get(text) ?? randomBytes(4).toString('hex'),
            text,
          }))
  const { kind, stem, series, lessonId, keyPoint, explanation, active } = input
  return {
    kind,
    stem,
    series,
    lessonId,
    keyPoint,
    explanation,
    active,
    options,
    correct: kind === 'fill' ? [] : input.correct.flatMap((at) => options[at]?.id ?? []),
    accepted: kind === 'fill' ? input.accepted : [],
  }
}

/** The bank, as the desk works on it. */
export function createQuestionService() {
  /** A page of the bank in the actor's subtrees, newest first. */
  async function list(actor: PersonActor, query: HandlerInputOf<'questions.list'>['query']) {
    const after = query.cursor ? decodeCursor(query.cursor, ['id']) : null
    const rows = await QuestionModel.find({
      orgPath: { $in: rootsOf(actor, staffRoles) },
      ...(query.series ? { series: query.series } : {}),
      ...(query.lessonId ? { lessonId: query.lessonId } : {}),
      ...(after ? { _id: { $lt: after[0] } } : {}),
    })
      .sort({ _id: -1 })
      .limit(query.limit + 1)
      .lean()
    return cutPage(rows, query.limit, (row) => [String(row._id)])
  }

  /**
   * @param key names this request; the same again gives the question that it made
   * @throws AppError auth.forbidden for an organization that is not the actor's
   */
  async function create(
    actor: PersonActor,
    input: QuestionInput,
    key: string | null,
  ): Promise<QuestionDocument> {
    const org = await actingOrg(actor, input.orgId)
    const owner = { orgId: toId(org.id), orgPath: org.path.map(toId) }
    const creationKey = key && `${actor.id}:${key}`
    try {
      const row = { ...owner, ...contentOf(input, null), creationKey }
      return (await QuestionModel.create(row)).toObject()
    } catch (error) {
      const made = isDuplicateKey(error) && (await QuestionModel.findOne({ creationKey }).lean())
      if (made) return made
      throw error
    }
  }

  /** Changes its words and answer; the owner stays. */
  async function update(
    actor: PersonActor,
    id: string,
    input: QuestionInput,
  ): Promise<QuestionDocument> {
    const before = await QuestionModel.findById(id).lean()
    ensure(before && covers(actor, before.orgPath.map(String), staffRoles), 'request.not_found')
    const written = await QuestionModel.findOneAndUpdate(
      { _id: id },
      { $set: contentOf(input, before) },
      { returnDocument: 'after' },
    ).lean()
    ensure(written, 'request.not_found')
    return written
  }

  /**
   * What an exam of an organization may draw from: its own series and those from above, by name.
   * @throws AppError auth.forbidden for an organization that is not the actor's
   */
  async function seriesFor(actor: PersonActor, orgId: string | undefined) {
    const org = await actingOrg(actor, orgId)
    const rows = await QuestionModel.aggregate<{
      _id: { series: string; kind: QuestionKind }
      count: number
    }>([
      { $match: { orgId: { $in: org.path.map(toId) }, active: true } },
      { $group: { _id: { series: '$series', kind: '$kind' }, count: { $sum: 1 } } },
      { $sort: { '_id.series': 1 } },
    ])
    const found = new Map<string, KindCounts>()
    for (const { _id, count } of rows) {
      const none = { single: 0, multiple: 0, truefalse: 0, ordering: 0, fill: 0 }
      found.set(_id.series, { ...none, ...found.get(_id.series), [_id.kind]: count })
    }
    return [...found].map(([series, counts]) => ({ series, counts }))
  }

  /**
   * What people of the actor's subtrees ever answered to a question of theirs, or of the organizations
   * above, from which their exams draw too.
   * @throws AppError request.not_found
   */
  async function answers(actor: PersonActor, id: string): Promise<OutputOf<'questions.answers'>> {
    const question = await QuestionModel.findById(id).lean()
    ensure(question, 'request.not_found')
    const roots = rootsOf(actor, staffRoles)
    const isOurs = covers(actor, question.orgPath.map(String), staffRoles)
    const orgs = isOurs ? [] : [...(await getOrgs(roots)).values()]
    const isAbove = orgs.some(({ path }) => path.includes(String(question.orgId)))
    ensure(isOurs || isAbove, 'request.not_found')
    return answersTo(question, roots)
  }

  return { list, create, update, seriesFor, answers }
}
export type QuestionService = ReturnType<typeof createQuestionService>
