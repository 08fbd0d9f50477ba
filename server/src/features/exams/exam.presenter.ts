import { shuffledOptions, type QuestionOption } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { getOrgs } from '../orgs'
import type { AttemptDocument, ExamDocument, PaperQuestion } from './exam.model'
import type { QuestionDocument } from './question.model'

type Asked = OutputOf<'quizzes.get'>['questions'][number]
type JudgedView = OutputOf<'quizzes.answer'>['judged'][number]

/** Questions as the desk sees them, answers included. */
export async function presentQuestions(
  questions: readonly QuestionDocument[],
): Promise<OutputOf<'questions.list'>['items']> {
  const orgs = await getOrgs(questions.map(({ orgId }) => String(orgId)))
  return questions.map(({ _id, orgId, orgPath: _path, ...rest }) => ({
    ...rest,
    id: String(_id),
    org: { id: String(orgId), name: orgs.get(String(orgId))?.name ?? '' },
  }))
}

/** A question of the bank as it goes onto a paper. @param seed for the order of its choices */
export function paperQuestion(question: QuestionDocument, seed: string): PaperQuestion {
  const { kind, stem, options, correct, accepted, explanation, lessonId, keyPoint } = question
  const questionId = String(question._id)
  const shown = shuffledOptions(kind, options, `${seed}/${questionId}`)
  return {
    questionId,
    kind,
    stem,
    options: shown,
    correct,
    accepted,
    explanation,
    lessonId,
    keyPoint,
  }
}

/** What a person sees before answering: neither the answer nor what leads to it. */
export function presentAsked({ questionId, kind, stem, options, accepted }: PaperQuestion): Asked {
  return { id: questionId, kind, stem, options, blanks: accepted.length }
}

/** What a person sees after answering. @param withAnswer else only whether it was right, and where to read */
export function presentJudged(
  question: PaperQuestion,
  right: boolean,
  withAnswer = true,
): JudgedView {
  const { questionId, kind, options, correct, accepted, explanation, keyPoint } = question
  if (!withAnswer) return { questionId, right, correct: [], explanation: '', keyPoint }
  const textOf = (id: string) => options.find((each: QuestionOption) => each.id === id)?.text ?? ''
  return {
    questionId,
    right,
    correct: kind === 'fill' ? accepted.map(([first]) => first ?? '') : correct.map(textOf),
    explanation,
    keyPoint,
  }
}

/** Exams as lists show them. */
export async function presentExams(
  exams: readonly ExamDocument[],
): Promise<OutputOf<'exams.list'>['items']> {
  const orgs = await getOrgs(exams.map(({ audienceOrgId }) => String(audienceOrgId)))
  return exams.map((exam) => ({
    id: String(exam._id),
    title: exam.title,
    audience: {
      id: String(exam.audienceOrgId),
      name: orgs.get(String(exam.audienceOrgId))?.name ?? '',
    },
    questions: Object.values(exam.counts).reduce((sum, each) => sum + each, 0),
    minutes: exam.minutes,
    opensAt: exam.opensAt.toISOString(),
    closesAt: exam.closesAt.toISOString(),
    attempts: exam.attempts,
    passMark: exam.passMark,
    certification: exam.certification,
  }))
}

/** Whole seconds until the deadline, not below 0. */
export function secondsLeft(deadlineAt: Date, now: Date): number {
  return Math.max(0, Math.floor((deadlineAt.getTime() - now.getTime()) / 1000))
}

/** The result of an attempt; null while it is under way. */
export function presentResult({ result }: Pick<AttemptDocument, 'result'>) {
  return result && { ...result, submittedAt: result.submittedAt.toISOString() }
}
