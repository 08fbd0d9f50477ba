import { afterWrong, isRight, shanghaiDay, type AnswerKey } from '@lianxin/shared'
import type { ClientSession } from 'mongoose'
import type { PersonActor } from '../../http/route'
import { isDuplicateKey, runAgain } from '../../platform/database'
import { getOrgs } from '../orgs'
import { AnswerModel, ReviewModel } from './answer.model'
import type { PaperQuestion } from './exam.model'

/** Who answered, with the path of the organization the answer counts in. */
export interface Answerer {
  personId: string
  orgPath: string[]
}
export interface Judged {
  question: Pick<PaperQuestion, 'questionId' | 'lessonId' | 'kind'>
  response: readonly string[]
  right: boolean
}

/** A response as it is kept: choices apart from words, which are forgotten with the person. */
export function keptResponse({ question, response }: Omit<Judged, 'right'>) {
  if (response.every((each) => each.trim() === '')) return { chosen: [], texts: null }
  return question.kind === 'fill'
    ? { chosen: null, texts: [...response] }
    : { chosen: [...response], texts: null }
}

/** Ids of everything above and with the organizations of the actor's posts. */
export async function reachOf(actor: PersonActor): Promise<string[]> {
  const orgs = await getOrgs(actor.posts.map(({ orgId }) => orgId))
  return [...new Set([...orgs.values()].flatMap(({ path }) => path))]
}

/** The caller as an answerer: counted where they are a member, else at their first post. */
export async function answererOf(actor: PersonActor): Promise<Answerer> {
  const post = actor.posts.find(({ role }) => role === 'member') ?? actor.posts[0]
  const orgs = await getOrgs(post ? [post.orgId] : [])
  return { personId: actor.id, orgPath: post ? (orgs.get(post.orgId)?.path ?? []) : [] }
}

/** Judges responses to keys. */
export function judge<T extends AnswerKey & Judged['question']>(
  asked: readonly { question: T; response: readonly string[] }[],
): { question: T; response: readonly string[]; right: boolean }[] {
  return asked.map(({ question, response }) => ({
    question,
    response,
    right: isRight(question, response),
  }))
}

/**
 * Notes answers, and has wrong ones come back tomorrow; of one source they count once.
 * @param source names the submission, e.g. `exam:<attempt>`
 * @returns false when they had been noted before
 */
export async function noteAnswers(
  { personId, orgPath }: Answerer,
  source: string,
  judged: readonly Judged[],
  now: Date,
  session: ClientSession,
): Promise<boolean> {
  if (await AnswerModel.exists({ personId, source }).session(session)) return false
  const rows = judged.map(({ question, response, right }) => ({
    personId,
    orgPath,
    questionId: question.questionId,
    lessonId: question.lessonId,
    source,
    right,
    ...keptResponse({ question, response }),
    at: now,
  }))
  try {
    await AnswerModel.insertMany(rows, { session })
    for (const { question, right } of judged) {
      if (right) continue
      await ReviewModel.updateOne(
        { personId, questionId: question.questionId },
        { $set: { ...afterWrong(shanghaiDay(now)), answeredDay: null } },
        { upsert: true, session },
      )
    }
  } catch (error) {
    throw isDuplicateKey(error) ? runAgain(error) : error
  }
  return true
}
