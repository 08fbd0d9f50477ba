import type { ClientSession } from 'mongoose'
import type { Clock } from '../../platform/clock'
import type { DeliveryOutbox } from '../deliveries'
import type { PeopleService } from '../people'

/**
 * Told of each real check-in in the transaction of the check-in itself; a made-up day is none. A
 * repeat for the same check-in must be no error.
 */
export type DayListener = (
  fact: { personId: string; checkinId: string; at: Date },
  session: ClientSession,
) => Promise<void>

/** All that check-ins are made from. */
export interface CheckinDeps {
  clock: Clock
  people: Pick<PeopleService, 'get' | 'getMany'>
  outbox: DeliveryOutbox
  /** The book counts `checkin.day`. */
  listeners: readonly DayListener[]
  botName: string
  /** Address of the public pages, for the QR code. */
  publicUrl: string
}
