import type { Clock } from '../../platform/clock'
import type { PeopleService } from '../people'

/** All that teams are made from. */
export interface TeamDeps {
  clock: Clock
  people: Pick<PeopleService, 'getMany'>
}
