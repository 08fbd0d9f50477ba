import { setTimeout as sleepFor } from 'node:timers/promises'
import type { ChannelKind } from '@lianxin/shared'
import { AppError } from '../../platform/app-error'
import type { Clock } from '../../platform/clock'
import type { Logger } from '../../platform/logger'
import type { DeliveryEngine } from '../deliveries'
import { channelOf } from '../groups'
import type { ChannelSending } from './channel.sending'
import { getChannel, type ChannelRecord } from './channel.store'
import type { TransportOutcome } from './transport'

/** How often it is asked for whom something is due. */
const POLL_MS = 1_000
/** Channels at once; each waits its turns out with one message in hand. */
const MOST_AT_ONCE = 32
/** Messages leased for a channel in one go; one chat gets one at a time anyway. */
const LEASED_AT_ONCE = 5
/** A vendor that leaves calls in doubt is left alone: each of them costs a person a decision. */
const IN_DOUBT_MS = 60_000
/** Calls under way may take so long once the process is to stop; then they are in doubt. */
const GRACE_MS = 8_000

/** What of the engine the dispatcher calls. */
export type DispatchEngine = Pick<
  DeliveryEngine,
  'sendersDue' | 'leaseChannel' | 'markSending' | 'ack'
>
type Leased = Awaited<ReturnType<DispatchEngine['leaseChannel']>>['deliveries'][number]

/** Sends what is due through the channels, for as long as the process lives. */
export interface Dispatcher {
  start(): void
  /** Nothing new is begun; resolves when calls under way, and their acks, are over. */
  stop(): Promise<void>
  /** One round: everything due now. Resolves when it is over. */
  sweep(): Promise<void>
}

/**
 * Makes the dispatcher. Several processes at once are safe: who sends what is settled by the
 * engine's leases, as between bots.
 * @param deps.replyLink address of the page on which a group answers a digest
 * @param deps.sleep     waits so many ms, less when aborted; for tests
 */
export function createDispatcher(deps: {
  clock: Clock
  logger: Logger
  engine: DispatchEngine
  sending: ChannelSending
  replyLink(digestId: string, groupId: string): string
  sleep?: (ms: number, signal: AbortSignal) => Promise<void>
  graceMs?: number
}): Dispatcher {
  const { clock, logger, engine, sending, replyLink, graceMs = GRACE_MS } = deps
  const sleep = deps.sleep ?? quietSleep
  const stopping = new AbortController()
  /** Aborted when calls under way have had their time. */
  const cutOff = new AbortController()
  const busy = new Map<string, Promise<void>>()
  /** When it makes sense to ask for a channel again. */
  const askAgainAt = new Map<string, number>()
  const doubtfulUntil = new Map<ChannelKind, number>()
  let loop: Promise<void> | null = null

  const now = () => clock.now().getTime()
  const isStopping = () => stopping.signal.aborted

  /**
   * @returns how long to wait before the call, in ms; null when the engine has taken the message
   *   back: it must not be sent
   */
  async function mark({ id, leaseToken }: Leased): Promise<number | null> {
    try {
      return await engine.markSending(id, leaseToken)
    } catch (error) {
      if (error instanceof AppError && error.code === 'delivery.lease_lost') return null
      throw error
    }
  }

  async function deliver(channel: ChannelRecord, delivery: Leased): Promise<TransportOutcome> {
    const { id, text, chat, digest } = delivery
    const link = digest && replyLink(digest.id, digest.groupId)
    const { title = null, isWhole = true } = digest ?? {}
    const message = { id, title, text, link, isWhole }
    try {
      return await sending.send(channel, chat.address, message, cutOff.signal)
    } catch (error) {
      // A transport never throws; if one does all the same, nobody knows how far it had come.
      logger.error({ err: error, channelId: channel.id }, 'a transport threw')
      return { kind: 'unknown' }
    }
  }

  async function sendOne(channel: ChannelRecord, delivery: Leased): Promise<void> {
    await sleep(delivery.sendAt.getTime() - now(), stopping.signal)
    // What is left lying goes back in line when its lease runs out.
    if (isStopping() || isDoubtful(channel.kind)) return
    const waitMs = await mark(delivery)
    if (waitMs === null) return
    await sleep(waitMs, cutOff.signal)
    const outcome = await deliver(channel, delivery)
    if (outcome.kind === 'unknown') doubtfulUntil.set(channel.kind, now() + IN_DOUBT_MS)
    try {
      await engine.ack(delivery.id, delivery.leaseToken, outcome)
    } finally {
      await sending.note(channel, outcome)
    }
  }

  /** Says of messages whose channel is gone that it cannot send them: their groups have other ways. */
  async function handBack(deliveries: readonly Leased[]): Promise<void> {
    for (const { id, leaseToken } of deliveries)
      await engine.ack(id, leaseToken, { kind: 'not_sent', reason: 'not_in_room' })
  }

  function isDoubtful(kind: ChannelKind): boolean {
    return (doubtfulUntil.get(kind) ?? 0) > now()
  }

  async function serve(senderId: string): Promise<void> {
    const known = channelOf(senderId)
    if (!known || isDoubtful(known.kind)) return
    const channel = await getChannel(known.channelId)
    if (channel && !channel.enabled) return
    const { deliveries, nextPollMs } = await engine.leaseChannel(senderId, LEASED_AT_ONCE)
    if (deliveries.length === 0) askAgainAt.set(senderId, now() + nextPollMs)
    if (!channel) return handBack(deliveries)
    for (const delivery of deliveries) await sendOne(channel, delivery)
  }

  /** A failure is about this channel alone, and the next round finds the same still due. */
  async function serveSafely(senderId: string): Promise<void> {
    try {
      await serve(senderId)
    } catch (error) {
      logger.error({ err: error, senderId }, 'could not send for a channel')
    }
  }

  function begin(senderId: string): void {
    const work = serveSafely(senderId).finally(() => busy.delete(senderId))
    busy.set(senderId, work)
  }

  /** Begins with every channel for which something is due, as fast as there is room. */
  async function round(): Promise<void> {
    for (const [senderId, at] of askAgainAt) if (at <= now()) askAgainAt.delete(senderId)
    for (const senderId of await engine.sendersDue(clock.now())) {
      while (busy.size >= MOST_AT_ONCE) await Promise.race(busy.values())
      if (isStopping()) return
      if (!busy.has(senderId) && !askAgainAt.has(senderId)) begin(senderId)
    }
  }

  async function run(): Promise<void> {
    while (!isStopping()) {
      try {
        await round()
      } catch (error) {
        logger.error({ err: error }, 'could not look for what is due')
      }
      await quietSleep(POLL_MS, stopping.signal)
    }
  }

  return {
    start: () => void (loop ??= run()),
    async sweep() {
      await round()
      await Promise.all(busy.values())
    },
    async stop() {
      stopping.abort()
      const grace = setTimeout(() => cutOff.abort(), graceMs)
      await loop
      await Promise.all(busy.values())
      clearTimeout(grace)
    },
  }
}

/** Sleeps; one that is aborted simply ends sooner. */
async function quietSleep(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await sleepFor(ms, undefined, { signal }).catch(() => undefined)
}
