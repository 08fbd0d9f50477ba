import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createClient, type Client } from '@lianxin/shared/client'
import { freePort } from '../../scripts/lib/free-port.mjs'
import { testDatabase, type TestDatabase } from './database'
import { repositoryRoot } from './paths'
import { program, type Program } from './program'
import { waitFor } from './wait'

/** Seconds on a quiet machine; a crowded one may take minutes, and that is no defect. */
const START_LIMIT_MS = 180_000

export interface StackOptions {
  /** 0 or left out: any free one. */
  port?: number
  /** Also start the bot on the playground's puppet, and wait until it is online. */
  bot?: boolean
  /**
   * `run` (default): a database of its own on the engine of this test run. `embedded`: the
   * embedded store inside the server process, as on a fresh machine. A database given: shared with
   * other stacks, and not removed by `stop()`.
   */
  store?: 'run' | 'embedded' | TestDatabase
  /** Added to the environment of both; `undefined` removes a variable. */
  env?: Record<string, string | undefined>
}

/** A running system: real processes made from `dist`, with a data directory of their own. */
export interface Stack {
  /** Origin without a trailing slash. */
  baseUrl: string
  dataDir: string
  /** Null when it is inside the server process. */
  database: TestDatabase | null
  server: Program
  bot: Program
  /** The typed client, not signed in. */
  client: Client
  /** The typed client with a bearer token. */
  clientWith(token: string): Client
  /** Signs in by phone and password (the demo's are at `meta.demoAccounts`). */
  signIn(phone: string, password: string): Promise<Client>
  /** Signs in as the first demo person with that role, or of that name. */
  signInAs(who: string): Promise<Client>
  /** Kills the server; SIGKILL is what a power cut looks like. */
  kill(signal?: NodeJS.Signals): Promise<void>
  /** Starts the server again on the same port and data, and waits for its health. */
  restart(): Promise<void>
  /** Starts the bot (again) and waits until the server sees it online. */
  startBot(): Promise<void>
  /** Stops all of it and removes its data. */
  stop(): Promise<void>
  /** What both printed. */
  logs(): string
}

function environment(
  options: StackOptions,
  port: number,
  dataDir: string,
  database: { uri: string; dbName: string } | undefined,
): NodeJS.ProcessEnv {
  const { MONGODB_URI: _uri, MONGODB_DB: _db, NODE_OPTIONS: _options, ...outer } = process.env
  // vitest's own variables would change what some libraries do
  const kept = Object.entries(outer).filter(([name]) => !name.startsWith('VITEST'))
  return {
    ...Object.fromEntries(kept),
    NODE_ENV: 'development',
    DEMO: '1',
    PORT: String(port),
    DATA_DIR: dataDir,
    ...(database && { MONGODB_URI: database.uri, MONGODB_DB: database.dbName }),
    LIANXIN_API: `http://127.0.0.1:${port}`,
    BOT_TOKEN_FILE: path.join(dataDir, 'bot-token'),
    WECHATY_PUPPET: path.join(repositoryRoot, 'bot/dist/playground-puppet.js'),
    ...options.env,
  }
}

/**
 * Starts the built server (and bot) on a free port with a temporary data directory and an own
 * database, and waits until it answers. Call `stop()` in `afterAll`.
 * @throws Error with what the server printed when it ends instead of answering
 */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const port = options.port || (await freePort())
  const dataDir = mkdtempSync(path.join(tmpdir(), 'lianxin-data-'))
  const { store = 'run' } = options
  const own = store === 'run' ? testDatabase() : undefined
  const database = store === 'embedded' ? undefined : typeof store === 'object' ? store : own
  const env = environment(options, port, dataDir, database)
  const server = program('server/dist/main.js', env)
  const bot = program('bot/dist/main.js', env)
  const baseUrl = `http://127.0.0.1:${port}`
  const client = createClient({ baseUrl })
  const logs = () => `--- server\n${server.output()}\n--- bot\n${bot.output()}`

  async function startServer(): Promise<void> {
    server.start()
    await waitFor(
      'the server to answer',
      async () => {
        if (!server.running()) return 'ended'
        const health = await client.call('meta.health')
        return health.status === 'ok' && 'ok'
      },
      START_LIMIT_MS,
    ).catch((error: unknown) => {
      throw new Error(`The server did not start:\n${logs()}`, { cause: error })
    })
    if (!server.running()) throw new Error(`The server ended:\n${logs()}`)
  }

  async function startBot(): Promise<void> {
    bot.start()
    await waitFor(
      'the bot to be online',
      async () => {
        if (!bot.running()) return 'ended'
        return (await client.call('playground.state')).botOnline && 'online'
      },
      START_LIMIT_MS,
    ).catch((error: unknown) => {
      throw new Error(`The bot did not come online:\n${logs()}`, { cause: error })
    })
    if (!bot.running()) throw new Error(`The bot ended:\n${logs()}`)
  }

  async function stop(): Promise<void> {
    await bot.kill()
    await server.kill()
    await own?.drop()
    rmSync(dataDir, { recursive: true, force: true })
  }

  const clientWith = (token: string) => createClient({ baseUrl, token: () => token })
  const signIn = async (phone: string, password: string) => {
    const session = await client.call('auth.login', { body: { phone, password } })
    return clientWith(session.accessToken)
  }

  try {
    await startServer()
    if (options.bot) await startBot()
  } catch (error) {
    await stop()
    throw error
  }

  return {
    baseUrl,
    dataDir,
    database: database ?? null,
    server,
    bot,
    client,
    clientWith,
    signIn,
    async signInAs(who) {
      const { accounts } = await client.call('meta.demoAccounts')
      const account = accounts.find(({ name, role }) => name === who || role === who)
      if (!account) throw new Error(`The demo has no account for ${who}`)
      return signIn(account.phone, account.password)
    },
    kill: (signal) => server.kill(signal),
    restart: startServer,
    startBot,
    stop,
    logs,
  }
}
