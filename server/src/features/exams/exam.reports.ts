import { AnswerModel } from './answer.model'
import { AttemptModel, ExamModel } from './exam.model'
import { QuestionModel, toId, type QuestionDocument } from './question.model'

/**
 * How often each question was asked and answered wrong in a subtree in `[from, to)`, the largest
 * share of wrong answers first, then the most wrong ones; questions that nobody got wrong too.
 */
export async function wrongAnswers(orgId: string, from: Date, to: Date) {
  const rows = await AnswerModel.aggregate<{
    _id: QuestionDocument['_id']
    asked: number
    wrong: number
  }>([
    { $match: { orgPath: toId(orgId), at: { $gte: from, $lt: to } } },
    {
      $group: {
        _id: '$questionId',
        asked: { $sum: 1 },
        wrong: { $sum: { $cond: ['$right', 0, 1] } },
      },
    },
  ])
  const questions = await QuestionModel.find(
    { _id: { $in: rows.map(({ _id }) => _id) } },
    { stem: 1, lessonId: 1, keyPoint: 1 },
  ).lean()
  const byId = new Map(questions.map((question) => [String(question._id), question]))
  return rows
    .flatMap(({ _id, asked, wrong }) => {
      const question = byId.get(String(_id))
      if (!question) return []
      const { stem, lessonId, keyPoint } = question
      return [{ questionId: String(_id), stem, lessonId, keyPoint, asked, wrong }]
    })
    .toSorted(
      (a, b) =>
        b.wrong * a.asked - a.wrong * b.asked ||
        b.wrong - a.wrong ||
        (a.questionId < b.questionId ? -1 : 1),
    )
}

/** People of a subtree who submitted exams in `[from, to)`, and of these who passed then. */
export async function examResults(orgId: string, from: Date, to: Date) {
  // Somebody still writing when it closes is handed in by the clock, up to 300 minutes later.
  const late = new Date(from.getTime() - 86_400_000)
  const exams = await ExamModel.find(
    { opensAt: { $lt: to }, closesAt: { $gte: late } },
    { title: 1 },
  )
    .sort({ opensAt: 1, _id: 1 })
    .lean()
  const rows = await AttemptModel.find(
    {
      examId: { $in: exams.map(({ _id }) => _id) },
      orgPath: orgId,
      'result.submittedAt': { $gte: from, $lt: to },
    },
    { paper: 0, saved: 0 },
  ).lean()
  return exams.flatMap(({ _id, title }) => {
    const of = rows.filter(({ examId }) => examId.equals(_id))
    const people = (some: typeof of) => new Set(some.map(({ personId }) => String(personId))).size
    const submitted = people(of)
    const passed = people(of.filter(({ result }) => result?.passed))
    return submitted > 0
      ? [{ id: String(_id), title, submitted, passed: { count: passed, of: submitted } }]
      : []
  })
}
