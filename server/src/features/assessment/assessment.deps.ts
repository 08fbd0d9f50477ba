import type { Clock } from '../../platform/clock'
import type { BookPort } from '../book'
import type { PeopleService } from '../people'

/** All that the assessment is made from. */
export interface AssessmentDeps {
  clock: Clock
  people: Pick<PeopleService, 'get' | 'getMany'>
  book: BookPort
}
