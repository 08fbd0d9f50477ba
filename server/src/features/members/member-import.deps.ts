import type { DevelopmentStage } from '@lianxin/shared'
import type { Clock } from '../../platform/clock'
import type { Keyring } from '../../platform/keyring'
import type { Logger } from '../../platform/logger'
import type { PeopleService, RosterImport } from '../people'

/** What the book lets somebody note as a stage; the same that the page for it asks. */
export interface StagesPort {
  /**
   * @param byId who notes it
   * @param personId null for somebody whom nobody knows yet
   * @returns null when nothing is in the way
   */
  refusalOf(
    byId: string,
    personId: string | null,
    stage: DevelopmentStage | null,
  ): Promise<
    | { code: 'certification.needed' }
    | { code: 'book.too_few_service_points'; points: number }
    | null
  >
}

/** All that the import of members is made from. */
export interface MemberDeps {
  clock: Clock
  keyring: Keyring
  logger: Pick<Logger, 'error'>
  people: Pick<PeopleService, 'getMany'>
  roster: RosterImport
  stages: StagesPort
}
