import type { Clock } from '../../platform/clock'
import type { BookPort } from '../book'
import type { Presences } from '../events'
import type { NoticeService } from '../notices'
import type { PeopleService } from '../people'
import type { TeamLookup } from '../teams'

/** All that hours of service are made from. */
export interface HourDeps {
  clock: Clock
  people: Pick<PeopleService, 'get' | 'getMany'>
  /** Who was where, and when. */
  presences: Presences
  /** Whoever gets no hours is told why. */
  notices: Pick<NoticeService, 'tell'>
  teams: Pick<TeamLookup, 'namesOf'>
  /** Hours become points there. */
  book: Pick<BookPort, 'recordNew' | 'record' | 'revise'>
}
