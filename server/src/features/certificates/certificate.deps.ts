import type { Clock } from '../../platform/clock'
import type { ServiceRecord } from '../hours'
import type { PeopleService } from '../people'

/** All that certificates are made from. */
export interface CertificateDeps {
  clock: Clock
  people: Pick<PeopleService, 'get'>
  /** What stands in the ledger of hours; certificates read it and never write in it. */
  record: ServiceRecord
  /** Where the code on a certificate leads. */
  publicUrl: string
}
