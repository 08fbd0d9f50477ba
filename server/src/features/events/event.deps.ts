import type { Clock } from '../../platform/clock'
import type { Keyring } from '../../platform/keyring'
import type { NoticeService } from '../notices'
import type { PeopleService } from '../people'
import type { TeamLookup } from '../teams'
import type { WorkdayService } from '../workdays'

/** All that events are made from. */
export interface EventDeps {
  clock: Clock
  keyring: Keyring
  people: Pick<PeopleService, 'get' | 'getMany'>
  /** The calendar of working days, with what an administrator changed. */
  workdays: Pick<WorkdayService, 'calendar'>
  /** Telling one person something. */
  notices: Pick<NoticeService, 'tell'>
  teams: Pick<TeamLookup, 'getTeam' | 'namesOf'>
  /** Address of the public pages. */
  publicUrl: string
}
