import type { CertificationKind, RuleKey } from '@lianxin/shared'
import type { ClientSession } from 'mongoose'
import type { Clock } from '../../platform/clock'
import type { PeopleService } from '../people'

/** Something that happened and that the book counts. */
export interface Fact {
  rule: RuleKey
  /** What it follows from; with rule and person it is counted once. */
  source: { type: string; id: string }
  personId: string
  at: Date
  /** Times, or hours of service; default 1. */
  quantity?: number
  /** Who confirmed it; left out where the source proves it by itself. */
  approvedBy?: { id: string; name: string }
}

/** A correction that follows from a decision made elsewhere. */
export interface Correction {
  entryId: string
  /** To add; below zero takes away. */
  points: number
  reason: string
  approvedBy: { id: string; name: string }
}

/** What a fact comes to after it was corrected where it came from. */
export interface Revision extends Pick<Fact, 'rule' | 'source' | 'personId'> {
  quantity: number
  reason: string
  approvedBy: { id: string; name: string }
}

/** An entry, as far as others are concerned. */
export interface EntryFacts {
  personId: string
  rule: RuleKey
  points: number
  at: Date
  source: { type: string; id: string }
  approvedBy: { id: string; name: string } | null
  reason: string | null
  isCorrection: boolean
}

/** What other features tell the book, in the transaction of what happened. */
export interface BookPort {
  /** Counts a fact once; again it is no error and changes nothing. */
  record(fact: Fact, session: ClientSession): Promise<void>
  /**
   * Counts facts of one rule and Shanghai day, each of another person, that come into being in this
   * very transaction, so that none was told before. Many cost little more than one.
   */
  recordNew(facts: readonly Fact[], session: ClientSession): Promise<void>
  /**
   * Corrects an entry by another one, in the transaction of the decision that asks for it; the
   * caller sees to it that the same decision does not ask twice. A correction's own id corrects what
   * it corrected.
   * @throws AppError request.not_found, book.own_entry, book.nothing_left
   */
  correctEntry(correction: Correction, session: ClientSession): Promise<void>
  /**
   * A fact turned out to be of another quantity: writes the difference as a correction, by the rules
   * and limits by which it was counted, in the caller's transaction. A fact that was never counted is
   * left as it is.
   */
  revise(revision: Revision, session: ClientSession): Promise<void>
  /** An entry by its id, or null. */
  entryOf(entryId: string): Promise<EntryFacts | null>
  /**
   * Points that voluntary hours gave, of all years and after corrections, never below zero.
   * @returns by person, for everybody asked for
   */
  servicePointsOf(
    personIds: readonly string[],
    session?: ClientSession,
  ): Promise<Map<string, number>>
  /** The entries behind these points, latest first. @param most how many */
  serviceEntriesOf(personId: string, most: number): Promise<EntryFacts[]>
}

/** All that the book is made from. */
export interface BookDeps {
  clock: Clock
  people: Pick<PeopleService, 'get' | 'getMany' | 'list' | 'setStage'>
  certifications: {
    holds(personId: string, kind: CertificationKind, at: Date): Promise<boolean>
  }
}
