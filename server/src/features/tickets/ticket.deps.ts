import type { TicketTransition } from '@lianxin/shared'
import type { ClientSession } from 'mongoose'
import type { Clock } from '../../platform/clock'
import type { Keyring } from '../../platform/keyring'
import type { DeliveryOutbox } from '../deliveries'
import type { PhotoService } from '../photos'
import type { WorkdayService } from '../workdays'

/** What matters ask of digests. */
export interface DigestLookup {
  /** Null when there is no such digest. */
  refOf(digestId: string): Promise<{ issueNo: number; pointCount: number } | null>
}

/** What matters ask of the reply pages that digests link to. */
export interface ReplyLookup {
  /** Null for a token that nobody handed out. */
  placeOf(token: string): Promise<{ digestId: string; orgId: string; groupTopic: string } | null>
}

/** What matters ask of people; the people feature's service fits. */
export interface HandlerLookup {
  get(
    id: string,
  ): Promise<{ id: string; name: string; posts: { role: string; orgId: string }[] } | null>
}

/** What matters ask of reminders: tell whoever asked for it that there is news. */
export interface NewsReminder {
  /** Joins the caller's transaction. Spends one consent, if there is one. */
  announce(
    news: {
      subject: { id: string; personId: null }
      told: NonNullable<TicketTransition['tells']>
      /** Name of the state that the matter is in now. */
      stateLabel: string
      at: Date
      /** What the message shows as its time. */
      time: Date
    },
    session: ClientSession,
  ): Promise<void>
}

/** All that the ticket feature is made from. */
export interface TicketDeps {
  clock: Clock
  keyring: Keyring
  deliveries: DeliveryOutbox
  people: HandlerLookup
  workdays: WorkdayService
  photos: PhotoService
  digests: DigestLookup
  replies: ReplyLookup
  reminders: NewsReminder
}
