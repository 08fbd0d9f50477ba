import type { WorkdayCalendar } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import type { Clock } from '../../platform/clock'
import type { Keyring } from '../../platform/keyring'
import type { ForecastDigest, SenderDirectory } from '../deliveries'
import type { DigestOutcome } from '../tickets'

/** The pages on which those answer who cannot do so in a group: by a link, or from paper. */
export interface ReplyPages {
  /**
   * Address of the page for one digest in one group. Deterministic and without state; it can be
   * printed, and it says nothing of who opens it.
   */
  replyLink(digestId: string, groupId: string): string
  /** What the page shows. @throws AppError digest.reply_unknown */
  target(token: string): Promise<OutputOf<'digests.replyTarget'>>
  /**
   * What a matter raised there is tied to: the digest, and the group as if it had been said in it.
   * Null for a token that we have not made, or whose digest or group is gone.
   */
  placeOf(token: string): Promise<{ digestId: string; orgId: string; groupTopic: string } | null>
}

/** All that the digest feature is made from. */
export interface DigestDeps {
  clock: Clock
  keyring: Keyring
  /** What became of suggestions; the ticket service fits. */
  outcomes: { outcomeOfDigest(digestId: string): Promise<DigestOutcome> }
  /** The workday service fits. */
  workdays: { calendar(): Promise<WorkdayCalendar> }
  /** How the bot is called in the groups. */
  botName: string
  /** Address of the public page, named in every digest as the second way to answer. */
  publicUrl: string
  /** When a digest will have gone out; the delivery engine fits. */
  forecast: ForecastDigest
  /** Who can send now, and how much, for saying why a message waits. */
  senders: SenderDirectory
  /** Pushes that one office may send a community in a month without saying why. */
  burdenQuota: number
  /** Only tests read web addresses of this machine. */
  allowPrivateNetwork?: boolean
}
