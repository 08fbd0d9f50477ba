import type { Route } from '../../http/route'
import type { Job } from '../../platform/jobs'
import { createAttemptService, type AttemptService } from './attempt.service'
import type { ExamDeps } from './exam.deps'
import { createExamRoutes } from './exam.routes'
import { createExamService, type ExamService } from './exam.service'
import { createQuestionService, type QuestionService } from './question.service'
import { createQuizService, type QuizService } from './quiz.service'

export { wrongAnswers } from './answer.reports'
export { examResults } from './exam.reports'
export { eraseExams, exportExams } from './exam.privacy'

/** Makes the bank, quizzes, exams and certifications. */
export function createExams(deps: ExamDeps): {
  bank: QuestionService
  quizzes: QuizService
  exams: ExamService
  attempts: AttemptService
  routes: Route[]
  jobs: Job[]
} {
  const quizzes = createQuizService(deps)
  const attempts = createAttemptService(deps)
  const bank = createQuestionService()
  const exams = createExamService(deps)
  return {
    bank,
    quizzes,
    exams,
    attempts,
    routes: createExamRoutes({ questions: bank, quizzes, exams, attempts }),
    jobs: [{ name: 'exams.deadline', when: { everySeconds: 10 }, run: attempts.sweep }],
  }
}
