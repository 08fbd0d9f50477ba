import type { OutputOf } from '@lianxin/shared/contract'
import { AnswerModel, type AnswerFilter } from './answer.model'
import { choicesOf, type Chosen, type Typed } from './answer.rules'
import { QuestionModel, toId, type QuestionDocument } from './question.model'

type Answers = OutputOf<'questions.answers'>
type Question = Pick<
  QuestionDocument,
  '_id' | 'kind' | 'stem' | 'options' | 'correct' | 'accepted' | 'lessonId' | 'keyPoint'
>
interface Counted {
  asked: number
  wrong: number
  given: Chosen[]
  typed: Typed[]
}
const nothing = (): Counted => ({ asked: 0, wrong: 0, given: [], typed: [] })

/** The one count behind the report and the bank: answers by question and by what was answered. */
async function countAnswers(filter: AnswerFilter): Promise<Map<string, Counted>> {
  const counted = new Map<string, Counted>()
  const rows = await AnswerModel.aggregate<{
    _id: {
      questionId: QuestionDocument['_id']
      chosen?: string[] | null
      texts?: string[] | null
      right: boolean
    }
    count: number
    people: (QuestionDocument['_id'] | null)[]
  }>([
    { $match: filter },
    {
      $group: {
        _id: { questionId: '$questionId', chosen: '$chosen', texts: '$texts', right: '$right' },
        count: { $sum: 1 },
        // Only of words it matters how many people they are from.
        people: { $addToSet: { $cond: [{ $isArray: '$texts' }, '$personId', null] } },
      },
    },
  ])
  for (const { _id, count, people } of rows) {
    const key = String(_id.questionId)
    const sum = counted.get(key) ?? nothing()
    counted.set(key, sum)
    sum.asked += count
    if (!_id.right) sum.wrong += count
    sum.given.push({ chosen: _id.chosen ?? null, count })
    if (_id.texts && !_id.right) sum.typed.push({ texts: _id.texts, people: people.map(String) })
  }
  return counted
}

function presentAnswers(question: Question, { asked, wrong, given, typed }: Counted): Answers {
  const blank = given.reduce(
    (sum, { chosen, count }) => sum + (chosen?.length === 0 ? count : 0),
    0,
  )
  return {
    questionId: String(question._id),
    kind: question.kind,
    stem: question.stem,
    asked,
    wrong,
    blank,
    choices: choicesOf(question, given, typed),
  }
}

/** What people of the subtrees ever answered to one question. */
export async function answersTo(
  question: QuestionDocument,
  roots: readonly string[],
): Promise<Answers> {
  const filter = { orgPath: { $in: roots.map(toId) }, questionId: question._id }
  const counted = await countAnswers(filter)
  return presentAnswers(question, counted.get(String(question._id)) ?? nothing())
}

/** May people of the subtree with this path be asked the question, or some of them? */
function reaches(path: readonly string[], { orgPath }: Pick<QuestionDocument, 'orgPath'>): boolean {
  const owner = orgPath.map(String)
  return owner.includes(path.at(-1) ?? '') || path.includes(owner.at(-1) ?? '')
}

/**
 * What people of a subtree answered in `[from, to)`, the largest share of wrong answers first, then
 * the most wrong ones; last the quiz questions of `lessonIds` that nobody answered.
 * @param path from the root to the organization at the head of the subtree
 */
export async function wrongAnswers(
  path: readonly string[],
  from: Date,
  to: Date,
  lessonIds: readonly string[],
): Promise<(Answers & Pick<Question, 'lessonId' | 'keyPoint'>)[]> {
  const counted = await countAnswers({
    orgPath: toId(path.at(-1) ?? ''),
    at: { $gte: from, $lt: to },
  })
  const questions = await QuestionModel.find({ _id: { $in: [...counted.keys()] } }).lean()
  const asking = await QuestionModel.find({
    lessonId: { $in: [...lessonIds] },
    active: true,
  }).lean()
  const silent = asking.filter(
    (question) => !counted.has(String(question._id)) && reaches(path, question),
  )
  return [...questions, ...silent]
    .map((question) => ({
      ...presentAnswers(question, counted.get(String(question._id)) ?? nothing()),
      lessonId: question.lessonId,
      keyPoint: question.keyPoint,
    }))
    .toSorted(
      (a, b) =>
        Number(a.asked === 0) - Number(b.asked === 0) ||
        b.wrong * a.asked - a.wrong * b.asked ||
        b.wrong - a.wrong ||
        (a.questionId < b.questionId ? -1 : 1),
    )
}
