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

/** What other features tell the book, in the transaction of what happened. */
export interface BookPort {
  /** Counts a fact once; again it is no error and changes nothing. */
  record(fact: Fact, session: ClientSession): Promise<void>
}

/** All that the book is made from. */
export interface BookDeps {
  clock: Clock
  people: Pick<PeopleService, 'get' | 'list' | 'setStage'>
  certifications: {
    holds(personId: string, kind: CertificationKind, at: Date): Promise<boolean>
  }
}
