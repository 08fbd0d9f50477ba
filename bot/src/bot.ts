import { announcement } from './announcement'
import { createBotApi } from './api'
import type { ChatPort } from './chat/port'
import type { Connection } from './config'
import { createHeartbeat } from './heartbeat'
import { createKnownChats } from './known-chats'
import { createLanes } from './lanes'
import { createListener } from './listener'
import { kindOf, type Logger } from './logger'
import { createSender } from './sender'
import { createSignIn } from './sign-in'

/** How long a stop may take in all; the supervisor kills after ten seconds. */
const FINISH_CALL_MS = 5_000
const HAND_IN_MS = 2_000
const SIGN_OUT_MS = 1_500

/** The server calls us gone after four that did not come. */
const HEARTBEAT_MS = 30_000

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
  /** How often the server is told that we are there; left out: 30 s. */
  heartbeatMs?: number
}): Bot {
  const { port, botName, logger } = deps
  const api = createBotApi(deps.connection, logger)
  const chats = createKnownChats()
  const lanes = createLanes(logger)
  const signIn = createSignIn({ api, logger })
  const greeted = new Set<string>()
  const listener = createListener({
    api,
    port,
    lanes,
    chats,
    botName,
    logger,
    onAnswer: () => sender.wake(),
    onBound: () => heartbeat.beat(),
  })
  const sender = createSender({ api, port, chats, logger })
  const heartbeat = createHeartbeat({
    api,
    port,
    chats,
    logger,
    periodMs: deps.heartbeatMs ?? HEARTBEAT_MS,
    onHello: () => sender.wake(),
  })
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
          if (isSignedIn) signIn.over()
          heartbeat.beat()
        },
        scan: signIn.show,
        joined: (roomId) => void greet(roomId),
      })
      running = Promise.all([heartbeat.run(), sender.run(), signIn.run()])
    },
    async stop() {
      signIn.stop()
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
