import type { Clock } from '../../platform/clock'
import type { Keyring } from '../../platform/keyring'
import type { BookPort } from '../book'
import type { Presences } from '../events'
import type { PeopleService } from '../people'

/** All that rewards are made from. */
export interface RewardDeps {
  clock: Clock
  keyring: Keyring
  people: Pick<PeopleService, 'get' | 'getMany'>
  /** What voluntary hours gave; rewards read the book and never write in it. */
  book: Pick<BookPort, 'servicePointsOf' | 'serviceEntriesOf'>
  /** For the names of dates in the booklet. */
  events: Pick<Presences, 'event'>
}
