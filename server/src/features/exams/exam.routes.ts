import { route, type Route } from '../../http/route'
import type { AttemptService } from './attempt.service'
import { presentExams, presentQuestions } from './exam.presenter'
import type { ExamService } from './exam.service'
import type { QuestionService } from './question.service'
import type { QuizService } from './quiz.service'

/** The one of a list of one. */
function only<T>([item]: readonly T[]): T {
  if (item === undefined) throw new Error('one in, one out')
  return item
}

/** Routes of the bank, quizzes, reviews, exams and certifications. */
export function createExamRoutes(deps: {
  questions: QuestionService
  quizzes: QuizService
  exams: ExamService
  attempts: AttemptService
}): Route[] {
  const { questions, quizzes, exams, attempts } = deps
  return [
    route('questions.list', async ({ query }, { actor }) => {
      const page = await questions.list(actor, query)
      return { ...page, items: await presentQuestions(page.items) }
    }),
    route('questions.create', async ({ body }, { actor, idempotencyKey }) =>
      only(await presentQuestions([await questions.create(actor, body, idempotencyKey)])),
    ),
    route('questions.update', async ({ params, body }, { actor }) =>
      only(await presentQuestions([await questions.update(actor, params.id, body)])),
    ),
    route('questions.series', async ({ query }, { actor }) => ({
      items: await questions.seriesFor(actor, query.orgId),
    })),
    route('questions.answers', ({ params }, { actor }) => questions.answers(actor, params.id)),
    route('quizzes.get', async ({ params, query }, { actor }) =>
      quizzes.get(actor, params.id, query.version),
    ),
    route('quizzes.answer', async ({ params, body }, { actor }) =>
      quizzes.answer(actor, params.id, body),
    ),
    route('reviews.due', async (_input, { actor }) => quizzes.due(actor)),
    route('reviews.answer', async ({ params, body }, { actor }) =>
      quizzes.review(actor, params.id, body.response),
    ),
    route('exams.list', async ({ query }, { actor }) => {
      const page = await exams.list(actor, query)
      return { ...page, items: await presentExams(page.items) }
    }),
    route('exams.create', async ({ body }, { actor, idempotencyKey }) =>
      only(await presentExams([await exams.create(actor, body, idempotencyKey)])),
    ),
    route('exams.progress', async ({ params }, { actor }) => exams.progress(actor, params.id)),
    route('exams.results', async ({ params, query }, { actor }) =>
      exams.results(actor, params.id, query),
    ),
    route('certifications.list', async ({ query }, { actor }) =>
      exams.certifications(actor, query),
    ),
    route('me.exams', async (_input, { actor }) => attempts.list(actor)),
    route('attempts.start', async ({ params, body }, { actor }) =>
      attempts.start(actor, params.id, body),
    ),
    route('attempts.get', async ({ params }, { actor }) => attempts.get(actor, params.id)),
    route('attempts.save', async ({ params, body }, { actor }) =>
      attempts.save(actor, params, body),
    ),
    route('attempts.submit', async ({ params, body }, { actor }) =>
      attempts.submit(actor, params.id, body.device),
    ),
  ]
}
