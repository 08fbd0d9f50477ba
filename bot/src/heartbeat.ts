import type { BotApi } from './api'
import type { ChatPort } from './chat/port'
import type { KnownRooms } from './known-rooms'
import { kindOf, type Logger } from './logger'
import { backOffMs } from './pause'
import { createBell } from './signal'

const PERIOD_MS = 30_000
const FIRST_RETRY_MS = 500
const MOST_ROOMS = 10_000

export interface Heartbeat {
  /** Says hello now: at sign-in, at sign-out. */
  beat(): void
  /** Says that we are gone, briefly, and stops. */
  stop(): Promise<void>
  /** Runs until stopped. */
  run(): Promise<void>
}

/**
 * Tells the server every 30 s that the bot is there and in which rooms, and learns which of them
 * are ours and where a rating question is open.
 * @param deps.onHello the server knows the account now: it may be asked for messages
 */
export function createHeartbeat(deps: {
  api: BotApi
  port: ChatPort
  rooms: KnownRooms
  logger: Logger
  onHello(): void
}): Heartbeat {
  const { api, port, rooms, logger, onHello } = deps
  const bell = createBell()
  let last: { id: string; name: string } | null = null
  let stopped = false
  let failures = 0

  async function hello(loggedIn: boolean): Promise<void> {
    last = port.account() ?? last
    if (!last) return
    const present = loggedIn ? (await port.rooms()).slice(0, MOST_ROOMS) : []
    const known = await api.call('bot.hello', {
      body: {
        accountId: last.id,
        name: last.name.slice(0, 100),
        loggedIn,
        rooms: present.map(({ roomId, topic }) => ({ roomId, topic: topic.slice(0, 200) })),
      },
    })
    if (!loggedIn) return
    rooms.setBound(known.boundRoomIds)
    rooms.setAwaiting(known.awaitingRatingRoomIds)
    onHello()
  }

  return {
    beat: () => bell.ring(),
    async run() {
      while (!stopped) {
        try {
          await hello(port.account() !== null)
          failures = 0
        } catch (error) {
          logger.debug({ kind: kindOf(error) }, 'hello was not heard')
          failures += 1
        }
        await bell.wait(
          failures === 0 ? PERIOD_MS : backOffMs(failures - 1, FIRST_RETRY_MS, PERIOD_MS),
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
