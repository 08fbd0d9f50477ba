import { AttemptModel, ExamModel } from './exam.model'

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
