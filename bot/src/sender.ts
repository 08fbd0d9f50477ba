import { ApiError, type BotApi, type LeasedItem } from './api'
import type { ChatPort, SayOutcome } from './chat/port'
import type { KnownChats } from './known-chats'
import { kindOf, type Logger } from './logger'
import { backOffMs, pause } from './pause'
import { createBell } from './signal'

const MOST_AT_ONCE = 10
const MOST_PENDING = 30
const FIRST_RETRY_MS = 200
const LONGEST_RETRY_MS = 15_000
/** The longest an ack is tried: after that the server has long called the message unknown. */
const ACK_LIMIT_MS = 10 * 60_000

interface Pending {
  item: LeasedItem
  /** On the monotonic clock, so that setting the machine's clock moves nothing. */
  dueAt: number
}

export interface Sender {
  /** Asks the server at once: an answer is waiting there, or we have just signed in. */
  wake(): void
  run(): Promise<void>
  /** Finishes the call in hand and its ack, takes nothing new. */
  stop(limitMs: number): Promise<void>
}

/**
 * The sender loop: lease, wait for `sendAt`, mark as sending, say, ack. A message is marked before
 * the call and never said twice: whatever happens in between is for the server to settle.
 */
export function createSender(deps: {
  api: BotApi
  port: ChatPort
  chats: KnownChats
  logger: Logger
}): Sender {
  const { api, port, chats, logger } = deps
  const bell = createBell()
  const stopping = new AbortController()
  const acks = new Set<Promise<void>>()
  const pending: Pending[] = []
  let nextPollAt = 0
  let failures = 0
  let loop: Promise<void> = Promise.resolve()

  async function lease(accountId: string): Promise<void> {
    try {
      const answer = await api.call('bot.lease', { body: { accountId, max: MOST_AT_ONCE } })
      chats.setAwaiting(answer.awaitingRatingRoomIds)
      const now = performance.now()
      const serverNow = api.serverNow()
      for (const item of answer.items)
        pending.push({ item, dueAt: now + (Date.parse(item.sendAt) - serverNow) })
      pending.sort((a, b) => a.dueAt - b.dueAt)
      nextPollAt = now + answer.nextPollMs
      failures = 0
    } catch (error) {
      logger.debug({ kind: kindOf(error) }, 'no lease')
      nextPollAt = performance.now() + backOffMs(failures, FIRST_RETRY_MS, LONGEST_RETRY_MS)
      failures += 1
    }
  }

  /**
   * Waits, when the server has it as sending, until it may go.
   * @returns false: it is not ours to send (any more)
   */
  async function mark({ id, leaseToken, leaseUntil }: LeasedItem): Promise<boolean> {
    const isOver = () => api.serverNow() > Date.parse(leaseUntil)
    // Overslept: the server has taken it back already, or does so now.
    if (isOver()) return false
    for (let tries = 0; !stopping.signal.aborted && !isOver(); tries += 1) {
      try {
        const { waitMs } = await api.call('bot.sending', { params: { id }, body: { leaseToken } })
        if (waitMs > 0) await pause(waitMs, new AbortController().signal)
        return true
      } catch (error) {
        if (error instanceof ApiError && error.status < 500) return false
      }
      await pause(backOffMs(tries, FIRST_RETRY_MS, 2_000), stopping.signal)
    }
    // The mark may have been written and its answer lost. It was surely not sent.
    ack({ id, leaseToken }, { kind: 'not_sent', reason: 'logged_out', detail: 'not marked' })
    return false
  }

  async function reportUntilHeard(
    { id, leaseToken }: Pick<LeasedItem, 'id' | 'leaseToken'>,
    outcome: SayOutcome,
  ): Promise<void> {
    const giveUpAt = performance.now() + ACK_LIMIT_MS
    const never = new AbortController().signal
    for (let tries = 0; performance.now() < giveUpAt; tries += 1) {
      try {
        return await api.call('bot.ack', { params: { id }, body: { leaseToken, outcome } })
      } catch (error) {
        if (error instanceof ApiError && error.status < 500 && error.status !== 401) {
          logger.warn({ delivery: id, code: error.code }, 'ack refused')
          return undefined
        }
      }
      await pause(backOffMs(tries, FIRST_RETRY_MS, LONGEST_RETRY_MS), never)
    }
    logger.error({ delivery: id }, 'ack given up')
    return undefined
  }

  function ack(item: Pick<LeasedItem, 'id' | 'leaseToken'>, outcome: SayOutcome): void {
    const reported = reportUntilHeard(item, outcome)
    acks.add(reported)
    void reported.finally(() => acks.delete(reported))
  }

  async function send(item: LeasedItem): Promise<void> {
    if (!(await mark(item))) return
    if (item.chat.type === 'direct') chats.noteWrittenTo([item.chat.contactId])
    const outcome = await port.say(item.chat, item.text)
    if (outcome.kind !== 'sent')
      logger.warn({ delivery: item.id, outcome: outcome.kind, detail: outcome.detail }, 'not sent')
    ack(item, outcome)
  }

  async function step(): Promise<void> {
    const account = port.account()
    if (!account) {
      // The server takes back what was leased; nothing may go out late.
      pending.length = 0
      return bell.wait(LONGEST_RETRY_MS)
    }
    if (pending.length < MOST_PENDING && performance.now() >= nextPollAt) await lease(account.id)
    const first = pending[0]
    if (first && first.dueAt <= performance.now()) {
      pending.shift()
      return send(first.item)
    }
    const wakeAt = Math.min(first?.dueAt ?? Infinity, nextPollAt)
    return bell.wait(Math.max(0, wakeAt - performance.now()))
  }

  return {
    wake() {
      nextPollAt = 0
      bell.ring()
    },
    run() {
      loop = (async () => {
        while (!stopping.signal.aborted) await step()
      })()
      return loop
    },
    async stop(limitMs) {
      stopping.abort()
      bell.ring()
      const done = (async () => {
        await loop
        await Promise.all(acks)
      })()
      await Promise.race([done, pause(limitMs, new AbortController().signal)])
    },
  }
}
