import type { Clock } from '../../platform/clock'
import type { Keyring } from '../../platform/keyring'
import { noteOk, noteProblem, type ChannelRecord } from './channel.store'
import { problemOf } from './outcome.rules'
import type { ChannelMessage, HandedOutcome, TransportOutcome } from './transport'
import type { Transports } from './transports'

/** Calls vendors with what channels' owners entered, and keeps how each channel fares. */
export interface ChannelSending {
  /** Sends once; never throws for what the vendor does. */
  send(
    channel: ChannelRecord,
    address: string | null,
    message: Omit<ChannelMessage, 'look'>,
    signal: AbortSignal,
  ): Promise<TransportOutcome>
  /** Keeps what an outcome says about the channel. */
  note(channel: ChannelRecord, outcome: TransportOutcome): Promise<void>
  /** Asks what became of what was handed over. */
  follow(channel: ChannelRecord, reference: string, signal: AbortSignal): Promise<HandedOutcome>
  /** What the owner entered, as JSON; null when it cannot be read any more. */
  unseal(channel: Pick<ChannelRecord, 'sealed'>): string | null
}

/** Makes the part that calls vendors. */
export function createChannelSending(deps: {
  clock: Clock
  keyring: Keyring
  transports: Transports
}): ChannelSending {
  const { clock, keyring, transports } = deps

  /** A secret of the deployment that was thrown away takes those of the channels with it. */
  function unseal({ sealed }: Pick<ChannelRecord, 'sealed'>): string | null {
    try {
      return keyring.decrypt(sealed)
    } catch {
      return null
    }
  }

  return {
    unseal,
    async send(channel, address, message, signal) {
      const secret = unseal(channel)
      if (secret === null) return { kind: 'not_sent', reason: 'logged_out', problem: 'unreadable' }
      return transports[channel.kind].send(
        secret,
        address,
        { ...message, look: channel.look },
        signal,
      )
    },
    async note(channel, outcome) {
      const problem = problemOf(outcome)
      const now = clock.now()
      if (problem) await noteProblem(channel, problem.code, problem.isBroken, now)
      else await noteOk(channel.id, now)
    },
    async follow(channel, reference, signal) {
      const secret = unseal(channel)
      const { follow } = transports[channel.kind]
      return secret !== null && follow ? follow(secret, reference, signal) : 'waiting'
    },
  }
}
