import type { BotApi } from './api'
import type { ChatPort } from './chat/port'
import type { KnownChats } from './known-chats'
import { kindOf, type Logger } from './logger'
import { backOffMs, withLimit } from './pause'
import { createBell } from './signal'

const FIRST_RETRY_MS = 500
const MOST_ROOMS = 10_000

export interface Heartbeat {
  /** Says hello now: at sign-in, at sign-out, when the session went silent. */
  beat(): void
  /** Says that we are gone, briefly, and stops. */
  stop(): Promise<void>
  /** Runs until stopped. */
  run(): Promise<void>
}

/**
 * Tells the server every `periodMs` that the bot is there and in which rooms, and learns which of
 * them are ours and where a rating question is open. Asks the session for a sign of life as well.
 * @param deps.onHello the server knows the account now: it may be asked for messages
 */
export function createHeartbeat(deps: {
  api: BotApi
  port: ChatPort
  chats: KnownChats
  logger: Logger
  periodMs: number
  onHello(): void
}): Heartbeat {
  const { api, port, chats, logger, periodMs, onHello } = deps
  const bell = createBell()
  let last: { id: string; name: string } | null = null
  let stopped = false
  let failures = 0

  async function roomsSoon(): Promise<{ roomId: string; topic: string }[]> {
    // A session that is half dead may never answer what rooms it is in.
    const found = await withLimit(periodMs, port.rooms())
    return found.slice(0, MOST_ROOMS)
  }

  async function hello(loggedIn: boolean): Promise<void> {
    last = port.account() ?? last
    if (!last) return
    const present = loggedIn ? await roomsSoon() : []
    const known = await api.call('bot.hello', {
      body: {
        accountId: last.id,
        name: last.name.slice(0, 100),
        loggedIn,
        rooms: present.map(({ roomId, topic }) => ({ roomId, topic: topic.slice(0, 200) })),
      },
    })
    if (!loggedIn) return
    chats.noteWrittenTo(known.awaitingEchoContactIds)
    chats.setBound(known.boundRoomIds)
    chats.setAwaiting(known.awaitingRatingRoomIds)
    onHello()
  }

  return {
    beat: () => bell.ring(),
    async run() {
      while (!stopped) {
        port.ping()
        try {
          await hello(port.account() !== null)
          failures = 0
        } catch (error) {
          logger.debug({ kind: kindOf(error) }, 'hello was not heard')
          failures += 1
        }
        await bell.wait(
          failures === 0 ? periodMs : backOffMs(failures - 1, FIRST_RETRY_MS, periodMs),
        )
      }
    },
    async stop() {
      stopped = true
      bell.ring()
      await hello(false).catch(() => undefined)
    },
  }
}
