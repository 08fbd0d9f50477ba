import { announcement } from './announcement'
import { createBotApi } from './api'
import type { ChatPort } from './chat/port'
import type { Connection } from './config'
import { createHeartbeat } from './heartbeat'
import { createKnownRooms } from './known-rooms'
import { createLanes } from './lanes'
import { createListener } from './listener'
import { kindOf, type Logger } from './logger'
import { createSender } from './sender'

/** How long a stop may take in all; the supervisor kills after ten seconds. */
const FINISH_CALL_MS = 5_000
const HAND_IN_MS = 2_000
const SIGN_OUT_MS = 1_500

export interface Bot {
  start(): Promise<void>
  /** Finishes the call in hand, acks it, says goodbye. */
  stop(): Promise<void>
}

function within(limitMs: number, work: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, limitMs)
    work
      .catch(() => undefined)
      .finally(() => {
        clearTimeout(timer)
        resolve()
      })
  })
}

/** Puts the bot together around a chat port. */
export function createBot(deps: {
  connection: Connection
  port: ChatPort
  botName: string
  logger: Logger
}): Bot {
  const { port, botName, logger } = deps
  const api = createBotApi(deps.connection, logger)
  const rooms = createKnownRooms()
  const lanes = createLanes(logger)
  const greeted = new Set<string>()
  const listener = createListener({
    api,
    port,
    lanes,
    rooms,
    botName,
    logger,
    onAnswer: () => sender.wake(),
    onBound: () => heartbeat.beat(),
  })
  const sender = createSender({ api, port, rooms, logger, onWrite: listener.wroteTo })
  const heartbeat = createHeartbeat({ api, port, rooms, logger, onHello: () => sender.wake() })
  let running: Promise<unknown> = Promise.resolve()

  async function greet(roomId: string): Promise<void> {
    if (greeted.has(roomId)) return
    greeted.add(roomId)
    await port.say({ type: 'group', roomId }, announcement(botName))
    heartbeat.beat()
  }

  return {
    async start() {
      await port.start({
        message: (message) => {
          listener
            .hear(message)
            .catch((error: unknown) => logger.warn({ kind: kindOf(error) }, 'message not read'))
        },
        signedIn: (isSignedIn) => {
          logger.info(isSignedIn ? 'signed in' : 'signed out')
          heartbeat.beat()
        },
        joined: (roomId) => void greet(roomId),
      })
      running = Promise.all([heartbeat.run(), sender.run()])
    },
    async stop() {
      await sender.stop(FINISH_CALL_MS)
      await lanes.drain(HAND_IN_MS)
      await within(SIGN_OUT_MS, heartbeat.stop())
      await within(SIGN_OUT_MS, port.stop())
      await within(
        SIGN_OUT_MS,
        running.then(() => undefined),
      )
    },
  }
}
