import type { Clock } from '../../platform/clock'
import type { PeopleService } from '../people'

/** All that the directory of skills is made from. */
export interface SkillDeps {
  clock: Clock
  people: Pick<PeopleService, 'get' | 'getMany' | 'addConsent'>
}
