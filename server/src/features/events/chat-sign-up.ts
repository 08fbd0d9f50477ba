import { formatShanghai, type ErrorCode, type SeatState } from '@lianxin/shared'
import type { ClientSession } from 'mongoose'
import { AppError } from '../../platform/app-error'
import { getOrg } from '../orgs'
import type { EventService } from './event.service'
import type { SeatService } from './seat.service'

/** Who says it, and where: the number is looked for in the street of that organization. */
export interface SaidSignUp {
  personId: string
  orgId: string
  number: number
  via: 'group' | 'direct'
}
/** What came of it; `unknown`: no such number to come. */
export type SignUpOutcome =
  | { kind: 'unknown' }
  | { kind: 'refused'; title: string; code: ErrorCode; eventId: string }
  | { kind: 'left'; title: string }
  | {
      kind: 'seated'
      title: string
      /** E.g. `11月28日 9:00`. */
      when: string
      place: string
      state: SeatState
      line: number | null
    }

/** Signing up by a word in a chat, in the transaction in which the word is taken in. */
export function createChatSignUp({ events, seats }: { events: EventService; seats: SeatService }) {
  async function eventOf({ orgId, number }: SaidSignUp) {
    const org = await getOrg(orgId)
    return org && events.byNumber(org.path, number)
  }

  async function refusable(
    work: () => Promise<SignUpOutcome>,
    event: { _id: unknown; title: string },
  ): Promise<SignUpOutcome> {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return { kind: 'refused', title: event.title, code: error.code, eventId: String(event._id) }
    }
  }

  return {
    /** Takes a place or stands in line; again says how it stands. */
    async signUp(said: SaidSignUp, session: ClientSession): Promise<SignUpOutcome> {
      const event = await eventOf(said)
      if (!event) return { kind: 'unknown' }
      return refusable(async () => {
        const given = { via: said.via, fits: false }
        const { seat } = await seats.signUp(event, said.personId, given, session)
        return {
          kind: 'seated',
          title: event.title,
          when: formatShanghai(event.startsAt, 'M月D日 H:mm'),
          place: event.place,
          state: seat.state,
          line: await seats.placeInLine(seat, session),
        }
      }, event)
    },

    /** Gives it back; without one there is nothing to do. */
    async signOff(said: SaidSignUp, session: ClientSession): Promise<SignUpOutcome> {
      const event = await eventOf(said)
      if (!event) return { kind: 'unknown' }
      return refusable(async () => {
        await seats.leave(String(event._id), said.personId, session)
        return { kind: 'left', title: event.title }
      }, event)
    },
  }
}

export type ChatSignUp = ReturnType<typeof createChatSignUp>
