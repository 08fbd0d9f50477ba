import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import packageJson from '../package.json'
import { ensureBotTokenFile } from './bot-token-file'
import { createApp, createJobs } from './app'
import { createServices } from './services'
import { ConfigError, loadConfig, type Config } from './config'
import { seedDemo } from './demo'
import { printBanner } from './banner'
import { createJobRunner } from './platform/jobs'
import { createLogger, type Logger } from './platform/logger'
import { createRunCoordinator } from './platform/run-coordinator.model'
import { systemClock } from './platform/clock'
import { openDatabase, StartError } from './store'

/** Takes the port before anything else is touched: a second start must not disturb the first. */
async function listen(config: Config, handler: RequestListener): Promise<Server> {
  const server = createServer(handler)
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE'
      reject(
        new StartError(
          taken
            ? `PORT ${config.port} is already in use: stop the other program or set another PORT.`
            : `Cannot listen on ${config.host}:${config.port} (${error.code ?? error.message}).`,
        ),
      )
    })
    server.listen(config.port, config.host, resolve)
  })
  return server
}

const notReady: RequestListener = (_request, response) => {
  response.writeHead(503, { 'content-type': 'application/json; charset=utf-8', 'retry-after': '1' })
  response.end(
    JSON.stringify({
      code: 'server.unavailable',
      message: '系统正在启动，请稍等几秒。',
      requestId: '',
    }),
  )
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeIdleConnections()
  const force = setTimeout(() => server.closeAllConnections(), 5_000)
  await closed
  clearTimeout(force)
}

function onStopSignal(stop: () => Promise<void>, logger: Logger): void {
  let stopping = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) return
      stopping = true
      stop().then(
        () => process.exit(0),
        (error: unknown) => {
          logger.error({ err: error }, 'could not stop cleanly')
          process.exit(1)
        },
      )
    })
  }
}

async function start(): Promise<void> {
  const config = loadConfig()
  const logger = createLogger(config.logLevel)
  let handler: RequestListener = notReady
  const server = await listen(config, (request, response) => handler(request, response))
  const closeDatabase = await openDatabase(config)
  const deps = {
    config,
    logger,
    clock: systemClock,
    pagesRoot: fileURLToPath(new URL('../../miniprogram/dist/h5', import.meta.url)),
    version: packageJson.version,
  }
  const services = createServices(deps)
  const app = createApp(deps, services)
  const jobs = createJobRunner({
    coordinator: createRunCoordinator(),
    logger,
    jobs: createJobs(services, deps.clock),
  })
  const seeded = config.demo ? await seedDemo((clock) => createServices({ ...deps, clock })) : false
  if (!config.production) await ensureBotTokenFile(join(config.dataDir, 'bot-token'))
  const answer = app.callback()
  // Koa answers every error itself, so there is nothing to await here.
  handler = (request, response) => void answer(request, response)
  await jobs.start()
  services.channels.dispatcher.start()
  onStopSignal(async () => {
    services.playground.close()
    await Promise.all([jobs.stop(), services.channels.dispatcher.stop()])
    await closeServer(server)
    await closeDatabase()
  }, logger)
  const { port } = server.address() as AddressInfo
  printBanner({ config, port, seeded })
}

start().catch((error: unknown) => {
  if (error instanceof ConfigError) {
    process.stderr.write(
      `These settings are wrong:\n${error.problems.map((line) => `  - ${line}`).join('\n')}\n`,
    )
  } else if (error instanceof StartError) process.stderr.write(`${error.message}\n`)
  else
    process.stderr.write(
      `Could not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    )
  process.exit(1)
})
