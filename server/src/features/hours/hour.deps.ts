import type { Clock } from '../../platform/clock'
import type { Keyring } from '../../platform/keyring'
import type { BookPort } from '../book'
import type { PastDates, Presences } from '../events'
import type { NoticeService } from '../notices'
import type { PeopleService } from '../people'
import type { TeamLookup } from '../teams'

/** All that hours of service are made from. */
export interface HourDeps {
  clock: Clock
  /** Seals what an import gives back. */
  keyring: Keyring
  people: Pick<PeopleService, 'get' | 'getMany' | 'identify'>
  /** Who was where, and when. */
  presences: Presences
  /** Whoever gets no hours is told why. */
  notices: Pick<NoticeService, 'tell'>
  pastDates: PastDates
  teams: Pick<TeamLookup, 'namesOf'>
  /** Hours become points there. */
  book: Pick<BookPort, 'recordNew' | 'record' | 'revise'>
}
