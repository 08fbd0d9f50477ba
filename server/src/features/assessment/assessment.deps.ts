import type { ClientSession } from 'mongoose'
import type { Clock } from '../../platform/clock'
import type { PeopleService } from '../people'

/** An entry of the book, as far as an appeal is concerned. */
export interface AppealedEntry {
  personId: string
  /** What it is for, in Chinese. */
  title: string
  /** Points. */
  amount: number
  at: Date
  /** Why, where it is a correction. */
  reason: string | null
  /** Who approved it; null = a rule gave it. */
  approvedBy: string | null
  source: { type: string; id: string }
}

/** What the assessment asks of the book of points. */
export interface AssessedBook {
  /** Counts a deed, once: a repeat for the same source is no error. */
  record(
    fact: {
      rule: 'deed.proposed'
      source: { type: string; id: string }
      personId: string
      at: Date
      approvedBy?: string
    },
    session: ClientSession,
  ): Promise<void>
  /** Adds an entry that corrects another. @param correction.amount points to add; below zero takes */
  correct(
    correction: { entryId: string; amount: number; reason: string; approvedBy: string },
    session: ClientSession,
  ): Promise<void>
  /** An entry by its id, or null. */
  entryOf(entryId: string): Promise<AppealedEntry | null>
}

/** All that the assessment is made from. */
export interface AssessmentDeps {
  clock: Clock
  people: Pick<PeopleService, 'get' | 'getMany'>
  book: AssessedBook
}
