import type { ClientSession } from 'mongoose'
import type { PersonActor } from '../../http/route'
import type { Clock } from '../../platform/clock'
import type { Keyring } from '../../platform/keyring'
import type { MediaService } from '../media'

/** What lessons ask of the questions that belong to them. */
export interface QuizPort {
  passedOf(
    personId: string,
    lessonId: string,
    version: number,
    session?: ClientSession,
  ): Promise<boolean>
  /** How many questions the lesson asks this person; 0 = reading is enough. */
  countFor(actor: PersonActor, lessonId: string): Promise<number>
}

/** A lesson that somebody has completed. */
export interface Completed {
  personId: string
  lessonId: string
  version: number
  at: Date
}

/** All that lessons are made from. */
export interface LessonDeps {
  clock: Clock
  keyring: Keyring
  media: MediaService
  quizzes: QuizPort
  /** Told in the transaction of the completion itself, once for a person and a lesson. */
  onCompleted: readonly ((done: Completed, session: ClientSession) => Promise<void>)[]
  publicUrl: string
}
