import type { ClientSession } from 'mongoose'
import type { Clock } from '../../platform/clock'
import type { DeliveryOutbox } from '../deliveries'
import type { PeopleService } from '../people'

/**
 * Told of real check-ins of one day, each of another person, in the transaction in which they come
 * into being; a made-up day is none.
 */
export type DayListener = (
  facts: readonly { personId: string; checkinId: string; at: Date }[],
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
