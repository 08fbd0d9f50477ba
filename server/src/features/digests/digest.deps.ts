import type { WorkdayCalendar } from '@lianxin/shared'
import type { Clock } from '../../platform/clock'
import type { Keyring } from '../../platform/keyring'
import type { ForecastDigest } from '../deliveries'
import type { DigestOutcome } from '../tickets'

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
  /** Most messages of an account in a day, for saying why one waits. */
  dailyBudget: number
  /** Only tests read web addresses of this machine. */
  allowPrivateNetwork?: boolean
}
