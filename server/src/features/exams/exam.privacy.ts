import type { ClientSession } from 'mongoose'
import { AnswerModel, nobody, QuizPassModel, ReviewModel } from './answer.model'
import { AttemptModel, CertificationModel } from './exam.model'

/** What quizzes and exams keep about a person, for the export that everybody may ask for. */
export async function exportExams(personId: string) {
  const [answers, reviews, passes, attempts, certifications] = await Promise.all([
    AnswerModel.find({ personId }).sort({ _id: 1 }).lean(),
    ReviewModel.find({ personId }).sort({ _id: 1 }).lean(),
    QuizPassModel.find({ personId }).sort({ _id: 1 }).lean(),
    AttemptModel.find({ personId }).sort({ _id: 1 }).lean(),
    CertificationModel.find({ personId }).sort({ _id: 1 }).lean(),
  ])
  return {
    answers: answers.map(({ questionId, right, chosen, texts, at }) => ({
      questionId: String(questionId),
      right,
      response: chosen ?? texts ?? [],
      at: at.toISOString(),
    })),
    comingBack: reviews.map(({ questionId, dueDay }) => ({
      questionId: String(questionId),
      dueDay,
    })),
    quizzesPassed: passes.map(({ lessonId, version, at }) => ({
      lessonId,
      version,
      at: at.toISOString(),
    })),
    attempts: attempts.map(({ examId, number, startedAt, paper, saved, result }) => ({
      examId: String(examId),
      number,
      startedAt: startedAt.toISOString(),
      answers: paper.map(({ questionId, stem }) => ({
        stem,
        response: saved[questionId]?.response ?? [],
      })),
      result: result && { ...result, submittedAt: result.submittedAt.toISOString() },
    })),
    certifications: certifications.map(({ kind, grantedAt, validUntil }) => ({
      kind,
      grantedAt: grantedAt.toISOString(),
      validUntil: validUntil.toISOString(),
    })),
  }
}

/**
 * Forgets what a person answered, in the caller's transaction. Right, wrong and choices stay in the
 * wrong-answer map, not words, under an id that stands for nobody; results and certifications are the
 * organization's records and stay beside the tombstone, papers and answers do not.
 */
export async function eraseExams(personId: string, session: ClientSession): Promise<void> {
  await AnswerModel.updateMany(
    { personId },
    { $set: { personId: nobody(), texts: null } },
    { session },
  )
  await ReviewModel.deleteMany({ personId }, { session })
  await QuizPassModel.deleteMany({ personId }, { session })
  await AttemptModel.deleteMany({ personId, result: null }, { session })
  const forgotten = { paper: [], saved: {}, device: '' }
  await AttemptModel.updateMany({ personId }, { $set: forgotten }, { session })
}
