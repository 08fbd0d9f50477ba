import type { Route } from '../../http/route'
import type { Job } from '../../platform/jobs'
import { createAttemptService, type AttemptService } from './attempt.service'
import type { ExamDeps } from './exam.deps'
import { createExamRoutes } from './exam.routes'
import { createExamService } from './exam.service'
import { createQuestionService } from './question.service'
import { createQuizService, type QuizService } from './quiz.service'

export { eraseExams, exportExams } from './exam.privacy'

/** Makes the bank, quizzes, exams and certifications. */
export function createExams(deps: ExamDeps): {
  quizzes: Pick<QuizService, 'passedOf' | 'countFor'>
  certifications: Pick<AttemptService, 'holds'>
  routes: Route[]
  jobs: Job[]
} {
  const quizzes = createQuizService(deps)
  const attempts = createAttemptService(deps)
  return {
    quizzes,
    certifications: attempts,
    routes: createExamRoutes({
      questions: createQuestionService(),
      quizzes,
      exams: createExamService(deps),
      attempts,
    }),
    jobs: [{ name: 'exams.deadline', when: { everySeconds: 10 }, run: attempts.sweep }],
  }
}
