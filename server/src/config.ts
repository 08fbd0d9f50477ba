import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import * as z from 'zod'

const flag = z
  .enum(['0', '1', 'true', 'false'])
  .transform((value) => value === '1' || value === 'true')
const whole = (min: number, max: number) => z.coerce.number().int().min(min).max(max)

/** Kinds of fields that can hold each thing we say; a kind is what the keyword begins with. */
const kindsFor = {
  number: ['character_string', 'thing'],
  state: ['phrase', 'thing'],
  hint: ['thing'],
  time: ['time', 'date', 'thing'],
} as const

/** `character_string1=number,phrase2=state,…`, as the template in WeChat's library has them. */
const templateFields = z.string().transform((text, context) =>
  text.split(',').flatMap((pair) => {
    const [keyword = '', named = ''] = pair.trim().split('=')
    const source = (['number', 'state', 'hint', 'time'] as const).find((each) => each === named)
    const kind = keyword.replace(/\d+$/, '')
    if (source && kindsFor[source].some((each) => each === kind)) return [{ keyword, source }]
    context.addIssue(`${pair}: write keyword=number|state|hint|time, with a kind that can hold it`)
    return []
  }),
)
type TemplateFields = z.infer<typeof templateFields>
const defaultFields: TemplateFields = [
  { keyword: 'character_string1', source: 'number' },
  { keyword: 'phrase2', source: 'state' },
  { keyword: 'thing3', source: 'hint' },
  { keyword: 'time4', source: 'time' },
]

/** Of a date: what it is called is Chinese, which `character_string` does not take. */
const eventFields: TemplateFields = [
  { keyword: 'thing1', source: 'number' },
  ...defaultFields.slice(1),
]

/** Every setting, with what it means. Names and defaults are repeated in docs/operations.md. */
const settings = z.object({
  /** `production` refuses demo accounts, a generated secret and the playground. */
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  /** The one port everything is served on; 0 = any free one. */
  PORT: whole(0, 65_535).default(3000),
  /** Address to listen on: this machine only, unless told or in production. */
  HOST: z.string().min(1).optional(),
  /** Address that people reach the service at, for links in messages and on paper. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Embedded store, secret and bot token live here. */
  DATA_DIR: z.string().min(1).default('./data'),
  /** A MongoDB replica set; not set = the embedded store in DATA_DIR. */
  MONGODB_URI: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\/.+/)
    .optional(),
  MONGODB_DB: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,38}$/)
    .default('lianxin'),
  /** Key material for encryption, indexes and tokens: at least 32 characters, kept for good. */
  LIANXIN_SECRET: z.string().min(32).optional(),
  /** Former secrets, comma separated: still read, never written with. */
  LIANXIN_OLD_SECRETS: z.string().optional(),
  /** Fill an empty database with the invented demo district. */
  DEMO: flag.optional(),
  /** How the bot is called in the groups. */
  BOT_NAME: z.string().min(1).max(20).default('小桥'),
  /** Number of proxies in front whose X-Forwarded-For is believed. */
  TRUST_PROXY: whole(0, 5).default(0),
  LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
  /** If set, /metrics asks for it as a bearer token. */
  METRICS_TOKEN: z.string().min(16).optional(),
  /** false hides policy news in the miniprogram, for accounts without the category. */
  POLICY_PAGES: flag.default(true),
  /** Pushes that one office may send a community in a month without saying why. */
  BURDEN_PUSHES_PER_MONTH: whole(0, 1000).default(8),
  WECHAT_APPID: z.string().min(1).optional(),
  WECHAT_SECRET: z.string().min(1).optional(),
  /** Where WeChat's API is; another address only for tests. */
  WECHAT_API_BASE: z.url().default('https://api.weixin.qq.com'),
  /** One address in place of those of WeCom, DingTalk and Feishu; only for tests. */
  CHANNELS_API_BASE: z.url().optional(),
  /** Files of lessons in an S3-compatible bucket instead of DATA_DIR/files: set all or none. */
  FILES_S3_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  FILES_S3_BUCKET: z.string().min(1).optional(),
  FILES_S3_KEY_ID: z.string().min(1).optional(),
  FILES_S3_SECRET: z.string().min(1).optional(),
  FILES_S3_REGION: z.string().min(1).default('auto'),
  /** Subscribe messages: for an answer, the end of a matter, a date; not set = no reminders. */
  WECHAT_TEMPLATE_REPLY: z.string().min(1).max(100).optional(),
  WECHAT_TEMPLATE_DONE: z.string().min(1).max(100).optional(),
  WECHAT_TEMPLATE_EVENT: z.string().min(1).max(100).optional(),
  /** What the fields of these templates are filled with: `keyword=number|state|hint|time`. */
  WECHAT_TEMPLATE_REPLY_FIELDS: templateFields.optional(),
  WECHAT_TEMPLATE_DONE_FIELDS: templateFields.optional(),
  WECHAT_TEMPLATE_EVENT_FIELDS: templateFields.optional(),
  /** Send budget (docs/operations.md): design values, not official ones. */
  SEND_CHAT_GAP_MS: whole(0, 60_000).optional(),
  SEND_ACCOUNT_GAP_MS: whole(0, 60_000).optional(),
  SEND_ACCOUNT_GAP_JITTER_MS: whole(0, 60_000).optional(),
  SEND_PER_MINUTE: whole(1, 10_000).optional(),
  SEND_PER_DAY: whole(1, 1_000_000).optional(),
  /** Days in which a new chat account works up to that; 0 = from the first day. */
  SEND_WARM_UP_DAYS: whole(0, 60).optional(),
})
type Settings = z.infer<typeof settings>

/** Limits of what one bot account may send; gaps in ms, caps in messages. */
export interface SendBudgetConfig {
  chatGapMs: number
  accountGapMs: number
  accountGapJitterMs: number
  perMinute: number
  perDay: number
}

/** A bucket that speaks S3, addressed by path. */
export interface S3Config {
  endpoint: string
  bucket: string
  keyId: string
  secret: string
  region: string
}

export interface Config {
  production: boolean
  host: string
  port: number
  publicUrl: string
  dataDir: string
  mongodbUri: string | null
  mongodbDb: string
  secret: string
  oldSecrets: string[]
  demo: boolean
  playground: boolean
  botName: string
  trustProxy: number
  logLevel: Settings['LOG_LEVEL']
  metricsToken: string | null
  policyPages: boolean
  burdenQuota: number
  wechat: { appId: string; secret: string; apiBase: string } | null
  channelsApiBase: string | undefined
  /** Where files of lessons are kept; null = DATA_DIR/files. */
  filesS3: S3Config | null
  /** Subscribe messages of the miniprogram; empty = none. */
  reminderTemplates: { purpose: 'reply' | 'done' | 'event'; id: string; fields: TemplateFields }[]
  sendBudget: SendBudgetConfig
  /** Days in which a new chat account works up to the daily budget. */
  warmUpDays: number
}

/** Settings that cannot be used; `problems` has one line for each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  constructor(readonly problems: string[]) {
    super(problems.join('\n'))
  }
}

/** A secret made once and kept in the data directory: fine for one machine, refused in production. */
function ownSecret(dataDir: string): string {
  const path = join(dataDir, 'secret')
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    const secret = randomBytes(32).toString('base64url')
    mkdirSync(dataDir, { recursive: true })
    writeFileSync(path, secret, { mode: 0o600 })
    return secret
  }
}

function productionProblems(env: Settings): string[] {
  if (env.NODE_ENV !== 'production') return []
  const problems: string[] = []
  if (env.DEMO) problems.push('DEMO: demo accounts are refused in production')
  if (env.CHANNELS_API_BASE)
    problems.push('CHANNELS_API_BASE: only for tests, refused in production')
  if (!env.LIANXIN_SECRET)
    problems.push('LIANXIN_SECRET: needed in production (at least 32 characters)')
  if (!env.PUBLIC_URL) problems.push('PUBLIC_URL: needed in production (the address people open)')
  return problems
}

function parse(env: Record<string, string | undefined>): Settings {
  // An empty variable is one that is not set: docker and systemd files write them so.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  // Operators read English; what people at the pages read is set to Chinese elsewhere.
  const parsed = settings.safeParse(given, { error: z.locales.en().localeError })
  const problems = parsed.success
    ? productionProblems(parsed.data)
    : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  if (parsed.success && Boolean(parsed.data.WECHAT_APPID) !== Boolean(parsed.data.WECHAT_SECRET)) {
    problems.push('WECHAT_APPID, WECHAT_SECRET: set both or neither')
  }
  if (parsed.success && !parsed.data.WECHAT_APPID && reminderTemplates(parsed.data).length > 0)
    problems.push('WECHAT_TEMPLATE_REPLY, …_DONE, …_EVENT: WECHAT_APPID is needed with them')
  if (parsed.success && !filesS3(parsed.data) && s3Names.some((name) => parsed.data[name]))
    problems.push(`${s3Names.join(', ')}: set all or none`)
  if (parsed.success && sameTemplate(parsed.data))
    problems.push('WECHAT_TEMPLATE_DONE: the same as WECHAT_TEMPLATE_REPLY; WeChat counts it once')
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems)
  return parsed.data
}

const s3Names = [
  'FILES_S3_ENDPOINT',
  'FILES_S3_BUCKET',
  'FILES_S3_KEY_ID',
  'FILES_S3_SECRET',
] as const

function filesS3(env: Settings): S3Config | null {
  const {
    FILES_S3_ENDPOINT: endpoint,
    FILES_S3_BUCKET: bucket,
    FILES_S3_KEY_ID: keyId,
    FILES_S3_SECRET: secret,
  } = env
  if (!endpoint || !bucket || !keyId || !secret) return null
  return { endpoint, bucket, keyId, secret, region: env.FILES_S3_REGION }
}

function sameTemplate(env: Settings): boolean {
  const { WECHAT_TEMPLATE_REPLY: reply, WECHAT_TEMPLATE_DONE: done } = env
  return reply !== undefined && reply === done
}

function reminderTemplates(env: Settings): Config['reminderTemplates'] {
  const {
    WECHAT_TEMPLATE_REPLY: reply,
    WECHAT_TEMPLATE_DONE: done,
    WECHAT_TEMPLATE_EVENT: event,
  } = env
  const repliesWith = env.WECHAT_TEMPLATE_REPLY_FIELDS ?? defaultFields
  const endsWith = env.WECHAT_TEMPLATE_DONE_FIELDS ?? defaultFields
  return [
    ...(reply ? [{ purpose: 'reply' as const, id: reply, fields: repliesWith }] : []),
    ...(done ? [{ purpose: 'done' as const, id: done, fields: endsWith }] : []),
    ...(event
      ? [
          {
            purpose: 'event' as const,
            id: event,
            fields: env.WECHAT_TEMPLATE_EVENT_FIELDS ?? eventFields,
          },
        ]
      : []),
  ]
}

function sendBudget(env: Settings, playground: boolean): SendBudgetConfig {
  // The playground has nobody to annoy and nobody who bans: short gaps keep it lively.
  return {
    chatGapMs: env.SEND_CHAT_GAP_MS ?? (playground ? 100 : 1000),
    accountGapMs: env.SEND_ACCOUNT_GAP_MS ?? (playground ? 50 : 3000),
    accountGapJitterMs: env.SEND_ACCOUNT_GAP_JITTER_MS ?? (playground ? 50 : 2000),
    perMinute: env.SEND_PER_MINUTE ?? (playground ? 600 : 40),
    perDay: env.SEND_PER_DAY ?? (playground ? 20_000 : 500),
  }
}

/**
 * Reads and checks all settings.
 * @throws ConfigError naming every setting that is wrong, not just the first
 */
export function loadConfig(env: Record<string, string | undefined> = process.env): Config {
  const given = parse(env)
  const production = given.NODE_ENV === 'production'
  const dataDir = resolve(given.DATA_DIR)
  const playground = !production
  return {
    production,
    host: given.HOST ?? (production ? '0.0.0.0' : '127.0.0.1'),
    port: given.PORT,
    publicUrl: (given.PUBLIC_URL ?? `http://localhost:${given.PORT}`).replace(/\/+$/, ''),
    dataDir,
    mongodbUri: given.MONGODB_URI ?? null,
    mongodbDb: given.MONGODB_DB,
    secret: given.LIANXIN_SECRET ?? ownSecretOrProblem(dataDir),
    oldSecrets: given.LIANXIN_OLD_SECRETS?.split(',').filter(Boolean) ?? [],
    demo: given.DEMO ?? !production,
    playground,
    botName: given.BOT_NAME,
    trustProxy: given.TRUST_PROXY,
    logLevel: given.LOG_LEVEL,
    metricsToken: given.METRICS_TOKEN ?? null,
    policyPages: given.POLICY_PAGES,
    burdenQuota: given.BURDEN_PUSHES_PER_MONTH,
    wechat:
      given.WECHAT_APPID && given.WECHAT_SECRET
        ? { appId: given.WECHAT_APPID, secret: given.WECHAT_SECRET, apiBase: given.WECHAT_API_BASE }
        : null,
    channelsApiBase: given.CHANNELS_API_BASE,
    filesS3: filesS3(given),
    reminderTemplates: reminderTemplates(given),
    sendBudget: sendBudget(given, playground),
    warmUpDays: given.SEND_WARM_UP_DAYS ?? (playground ? 0 : 14),
  }
}

/** Where the embedded store is, for the commands that work on its files. */
export interface StoreSettings {
  /** Absolute. */
  dataDir: string
  /** Is the product's database somewhere else? */
  elsewhere: boolean
  /** Is the secret given by the settings, so that it is not in the data directory? */
  secretGiven: boolean
}

/**
 * Reads only what such a command needs: nothing is made in the data directory, and settings that
 * only the server needs may be missing.
 * @throws ConfigError naming every setting that is wrong
 */
export function loadStoreSettings(
  env: Record<string, string | undefined> = process.env,
): StoreSettings {
  const given = parse({ ...env, NODE_ENV: 'development' })
  return {
    dataDir: resolve(given.DATA_DIR),
    elsewhere: given.MONGODB_URI !== undefined,
    secretGiven: given.LIANXIN_SECRET !== undefined,
  }
}

function ownSecretOrProblem(dataDir: string): string {
  try {
    return ownSecret(dataDir)
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason'
    throw new ConfigError([`DATA_DIR: cannot write to ${dataDir} (${reason})`])
  }
}
