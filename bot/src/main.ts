import { setTimeout as delay } from 'node:timers/promises'
import { createBot } from './bot'
import { loadPuppet } from './chat/load-puppet'
import { createWechatyPort } from './chat/wechaty'
import { ConfigError, loadConfig, type Config } from './config'
import { createLogger, kindOf, type Logger } from './logger'

/** At the first start of all the server writes the token while we are starting too. */
const TOKEN_WAIT_MS = 60_000
const TOKEN_LOOK_MS = 250

async function waitForToken(config: Config): Promise<void> {
  const giveUpAt = performance.now() + TOKEN_WAIT_MS
  while (config.token() === null) {
    if (performance.now() > giveUpAt)
      throw new ConfigError([`BOT_TOKEN_FILE: no token in ${config.tokenFile} after a minute`])
    await delay(TOKEN_LOOK_MS)
  }
}

function watchProcess(stop: () => Promise<void>, logger: Logger): void {
  let stopping = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) return
      stopping = true
      stop().then(
        () => process.exit(0),
        () => process.exit(1),
      )
    })
  }
  // Chat software throws from its own timers. The message may carry what somebody wrote, so only
  // kind and place are told; the supervisor starts us again.
  const die = (error: unknown) => {
    const places = error instanceof Error ? error.stack?.match(/^\s+at .*$/gm)?.slice(0, 8) : []
    logger.error({ kind: kindOf(error), places }, 'unexpected error')
    process.exit(1)
  }
  process.on('uncaughtException', die)
  process.on('unhandledRejection', die)
}

async function start(): Promise<void> {
  const config = loadConfig()
  const logger = createLogger(config.logLevel)
  await waitForToken(config)
  const port = createWechatyPort(await loadPuppet(config.puppet), {
    memory: config.memory,
    logger,
  })
  const bot = createBot({ connection: config, port, botName: config.botName, logger })
  watchProcess(() => bot.stop(), logger)
  await bot.start()
}

start().catch((error: unknown) => {
  process.stderr.write(
    error instanceof ConfigError
      ? `These settings of the bot are wrong:\n${error.problems.map((line) => `  - ${line}`).join('\n')}\n`
      : `The bot could not start: ${kindOf(error)}\n`,
  )
  process.exit(1)
})
