import type { InputOf } from '@lianxin/shared/contract'
import type { BotApi } from './api'
import { isFinal } from './lanes'
import { kindOf, type Logger } from './logger'
import { backOffMs } from './pause'
import { createBell } from './signal'

/** How far signing in by a scan is, and what the code says while it is to be scanned. */
export type Scan = InputOf<'bot.scan'>['body']

/** The server forgets what is not said again within two minutes. */
const PERIOD_MS = 30_000
const FIRST_RETRY_MS = 500
/** As much as the contract takes; no code that a phone can read is longer. */
const LONGEST_CODE = 2_000

/** Tells the server how signing in stands, so that the code is at the desk and not only here. */
export interface SignIn {
  /** The account is asked to be signed in, or got further with it. */
  show(scan: Scan): void
  /** It is signed in, or out for good: nothing is to be scanned. */
  over(): void
  /** Runs until stopped. */
  run(): Promise<void>
  stop(): void
}

/** Makes it. One report at a time, always the newest: an old code never overtakes a new one. */
export function createSignIn({ api, logger }: { api: BotApi; logger: Logger }): SignIn {
  const bell = createBell()
  let current: Scan | null = null
  let failures = 0
  let stopped = false

  async function report(scan: Scan): Promise<void> {
    try {
      await api.call('bot.scan', { body: scan })
      failures = 0
    } catch (error) {
      logger.debug({ kind: kindOf(error) }, 'how signing in stands was not heard')
      failures += 1
      if (isFinal(error) && current === scan) current = null
    }
  }

  return {
    show({ status, qrcode }) {
      current = { status, qrcode: qrcode && qrcode.length <= LONGEST_CODE ? qrcode : null }
      // Where to look, never the code: whoever has it can make another account the bot.
      if (status === 'waiting')
        logger.info('signing in waits for a scan: the QR code is at the desk, under 机器人登录')
      else logger.info({ status }, 'signing in')
      bell.ring()
    },
    over() {
      current = null
    },
    async run() {
      while (!stopped) {
        if (current) await report(current)
        await bell.wait(
          failures === 0 ? PERIOD_MS : backOffMs(failures - 1, FIRST_RETRY_MS, PERIOD_MS),
        )
      }
    },
    stop() {
      stopped = true
      bell.ring()
    },
  }
}
