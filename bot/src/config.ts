import { readFileSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import * as z from 'zod'

const connection = z.object({
  /** Where the server is. */
  LIANXIN_API: z.url({ protocol: /^https?$/ }).default('http://127.0.0.1:3000'),
  /** The bot's own token; the server's operator makes it. */
  BOT_TOKEN: z.string().min(16).optional(),
  /** A file with the token in it, read again at every call so that it can be replaced. */
  BOT_TOKEN_FILE: z.string().min(1).optional(),
})

/** Of the playground's puppet alone. */
const standIn = connection.extend({
  /** 1 = the stand-in asks to be signed in by a scan, as WeChat does. */
  PLAYGROUND_SCAN: z.enum(['0', '1']).default('0'),
})

const settings = connection.extend({
  /** A puppet: a module's name, or the absolute path of a module that exports a Puppet class. */
  WECHATY_PUPPET: z
    .string()
    .regex(/^(?:\/|[A-Za-z]:[\\/]|(?:@[\w.-]+\/)?[\w.-]+$)/, 'a module name or an absolute path'),
  /** How the bot is called in the groups. */
  BOT_NAME: z.string().min(1).max(20).default('小桥'),
  /** Where the puppet may keep its sign-in (a path without ending); not set = nowhere. */
  WECHATY_MEMORY: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
})

type Environment = Record<string, string | undefined>

/** How to reach the server. */
export interface Connection {
  /** Origin without a trailing slash. */
  api: string
  /** The token as it is now; null while its file is not there. */
  token(): string | null
  /** Where the token comes from, for a message to the operator. */
  tokenFile: string | null
}

export interface Config extends Connection {
  puppet: string
  botName: string
  memory: string | null
  logLevel: z.infer<typeof settings>['LOG_LEVEL']
}

/** Settings that cannot be used; `problems` has one line for each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  constructor(readonly problems: string[]) {
    super(problems.join('\n'))
  }
}

function parse<T extends z.ZodType>(schema: T, env: Environment): z.output<T> {
  // An empty variable is one that is not set: docker and systemd files write them so.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = schema.safeParse(given)
  const problems = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  if (!given['BOT_TOKEN'] && !given['BOT_TOKEN_FILE'])
    problems.push('BOT_TOKEN: set it, or BOT_TOKEN_FILE')
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems)
  return parsed.data
}

function connectionOf(given: z.infer<typeof connection>): Connection {
  const { BOT_TOKEN: token, BOT_TOKEN_FILE: file } = given
  let last: string | null = null
  return {
    api: given.LIANXIN_API.replace(/\/+$/, ''),
    tokenFile: token ? null : (file ?? null),
    token() {
      if (token || !file) return token ?? null
      try {
        last = readFileSync(file, 'utf8').trim() || last
      } catch {
        // not written yet, or being replaced: what was read last still serves
      }
      return last
    },
  }
}

/**
 * Reads what the playground's puppet needs, and nothing else.
 * @throws ConfigError naming every setting that is wrong
 */
export function loadStandIn(env: Environment = process.env): Connection & { asksForScan: boolean } {
  const given = parse(standIn, env)
  return { ...connectionOf(given), asksForScan: given.PLAYGROUND_SCAN === '1' }
}

/**
 * Reads and checks all settings.
 * @throws ConfigError naming every setting that is wrong, not just the first
 */
export function loadConfig(env: Environment = process.env): Config {
  const given = parse(settings, env)
  return {
    ...connectionOf(given),
    puppet: given.WECHATY_PUPPET,
    botName: given.BOT_NAME,
    memory: given.WECHATY_MEMORY ?? null,
    logLevel: given.LOG_LEVEL,
  }
}

/** A puppet given by path rather than by package name. */
export function isPath(puppet: string): boolean {
  return isAbsolute(puppet)
}
