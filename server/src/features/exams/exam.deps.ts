import type { ClientSession } from 'mongoose'
import type { Clock } from '../../platform/clock'
import type { PeopleService } from '../people'

/** Told in the transaction of the pass itself; a repeat for the same source must be no error. */
export interface PassListeners {
  /** The lesson's completion is judged again, and the book counts `quiz.passed`. */
  quiz: readonly ((
    pass: { personId: string; lessonId: string; version: number; at: Date },
    session: ClientSession,
  ) => Promise<void>)[]
  /** The book counts `exam.passed`. */
  exam: readonly ((
    pass: { personId: string; examId: string; at: Date },
    session: ClientSession,
  ) => Promise<void>)[]
}

/** What quizzes ask of the lessons that they belong to. */
export interface LessonPort {
  /** May this version be read by everybody: was it published, and is the lesson not withdrawn? */
  isOut(lessonId: string, version: number): Promise<boolean>
  /** The organization that wrote it; null for one that is unknown. */
  ownerOf(lessonId: string): Promise<string | null>
}

/** All that questions, exams and certifications are made from. */
export interface ExamDeps {
  clock: Clock
  people: Pick<PeopleService, 'getMany'>
  lessons: LessonPort
  listeners: PassListeners
}
