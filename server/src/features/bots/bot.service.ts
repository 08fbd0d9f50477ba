import { createHash, randomBytes } from 'node:crypto'
import type { BotActor } from '../../http/route'
import { AccountModel, BotModel } from './bot.model'

/** A bot says hello every 30 s; four missed ones mean that it is gone. */
export const OFFLINE_AFTER_MS = 120_000
const SCOPES = ['messages']

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

/**
 * Makes a token for a bot. It is shown here once and kept only as a hash.
 * @param name what people call the bot process, e.g. `main`
 */
export async function createBotToken(name: string): Promise<string> {
  const token = `lxb_${randomBytes(32).toString('base64url')}`
  await BotModel.create({ name, tokenHash: hashOf(token), scopes: SCOPES, createdAt: new Date() })
  return token
}

/** The bot that a token belongs to, or null. */
export async function authenticateBot(token: string): Promise<BotActor | null> {
  const bot = await BotModel.findOne({ tokenHash: hashOf(token), scopes: 'messages' }).lean()
  return bot ? { kind: 'bot', id: String(bot._id), name: bot.name } : null
}

/** A chat account and whether a bot is there for it now. */
export interface BotAccount {
  accountId: string
  name: string
  online: boolean
  /** Null = long ago. */
  firstSeenAt: Date | null
  lastSeenAt: Date
}

/**
 * Notes that a bot is there as an account.
 * @returns true when the account has just come back from being signed out or away
 */
export async function noteHello(
  bot: BotActor,
  hello: { accountId: string; name: string; loggedIn: boolean },
  now: Date,
): Promise<boolean> {
  const before = await AccountModel.findOneAndUpdate(
    { _id: hello.accountId },
    {
      $set: { name: hello.name, loggedIn: hello.loggedIn, lastSeenAt: now },
      $addToSet: { botIds: bot.id },
      $setOnInsert: { firstSeenAt: now },
    },
    { upsert: true, returnDocument: 'before' },
  ).lean()
  return hello.loggedIn && before?.loggedIn === false
}

/** May this bot act as this account, and is the account signed in? */
export async function accountOf(
  bot: BotActor,
  accountId: string,
): Promise<'ready' | 'away' | null> {
  const account = await AccountModel.findOne({ _id: accountId, botIds: bot.id }).lean()
  if (!account) return null
  return account.loggedIn ? 'ready' : 'away'
}

/** All accounts that a bot ever said hello as; a district has few. */
export async function listAccounts(now: Date): Promise<BotAccount[]> {
  const accounts = await AccountModel.find().sort({ name: 1, _id: 1 }).limit(500).lean()
  return accounts.map(({ _id, name, loggedIn, firstSeenAt, lastSeenAt }) => ({
    accountId: _id,
    name,
    firstSeenAt: firstSeenAt ?? null,
    online: loggedIn && now.getTime() - lastSeenAt.getTime() < OFFLINE_AFTER_MS,
    lastSeenAt,
  }))
}

/** When an account was first seen; null = long ago, or never. */
export async function firstSeen(accountId: string): Promise<Date | null> {
  const account = await AccountModel.findById(accountId, { firstSeenAt: 1 }).lean()
  return account?.firstSeenAt ?? null
}
