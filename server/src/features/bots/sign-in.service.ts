import type { OutputOf } from '@lianxin/shared/contract'
import type { BotActor } from '../../http/route'
import type { Clock } from '../../platform/clock'
import { isDuplicateKey } from '../../platform/database'
import type { Keyring } from '../../platform/keyring'
import { AccountModel, BotModel, type AccountDocument } from './bot.model'
import { OFFLINE_AFTER_MS } from './bot.service'
import { SignInModel, type ScanStatus, type SignInDocument } from './sign-in.model'

type SignIn = OutputOf<'bots.signIns'>['items'][number]
type Account = Pick<AccountDocument, 'name' | 'loggedIn' | 'lastSeenAt'>
type Scan = Pick<SignInDocument, 'status' | 'at'>

/** A deployment has a handful of bots. */
const MOST_BOTS = 200

/**
 * How a bot stands: by what it said last, a hello as an account or that it asks for a scan.
 * @param accounts that it said hello as
 * @param scan     what it last said of a scan, if that is not over
 */
export function standingOf(
  accounts: readonly Account[],
  scan: Scan | null,
  now: Date,
): SignIn['state'] {
  const fresh = accounts.filter(
    ({ lastSeenAt }) => now.getTime() - lastSeenAt.getTime() < OFFLINE_AFTER_MS,
  )
  const spoke = fresh.filter(({ loggedIn }) => loggedIn)
  if (spoke.some(({ lastSeenAt }) => !scan || lastSeenAt >= scan.at)) return 'signed_in'
  if (scan) return scan.status
  return fresh.length > 0 ? 'signed_out' : 'gone'
}

/** Signing a bot's account in by a scan: what the bot says of it, what the desk shows. */
export function createSignIns({ clock, keyring }: { clock: Clock; keyring: Keyring }) {
  /** Keeps what a bot says of its sign-in; a code only while it is to be scanned. */
  async function noteScan(
    bot: BotActor,
    scan: { status: ScanStatus; qrcode: string | null },
  ): Promise<void> {
    const at = clock.now()
    const { status, qrcode } = scan
    const change = {
      status,
      qrSealed: status === 'waiting' && qrcode !== null ? keyring.encrypt(qrcode) : null,
      at,
      expiresAt: new Date(at.getTime() + OFFLINE_AFTER_MS),
    }
    const keep = () => SignInModel.updateOne({ _id: bot.id }, { $set: change }, { upsert: true })
    try {
      await keep()
    } catch (error) {
      // Two at once were both the first.
      if (!isDuplicateKey(error)) throw error
      await keep()
    }
  }

  /** The bot is signed in: the code has done its work. */
  async function forgetScan(bot: BotActor): Promise<void> {
    await SignInModel.deleteOne({ _id: bot.id })
  }

  /** All bots and how each stands, by name. */
  async function list(): Promise<SignIn[]> {
    const now = clock.now()
    const bots = await BotModel.find().sort({ name: 1, _id: 1 }).limit(MOST_BOTS).lean()
    const ids = bots.map((bot) => bot._id)
    const accounts = await AccountModel.find({ botIds: { $in: ids } }).lean()
    const scans = await SignInModel.find({ _id: { $in: ids }, expiresAt: { $gt: now } }).lean()
    return bots.map((bot) => {
      const own = accounts.filter(({ botIds }) => botIds.some((id) => id.equals(bot._id)))
      const scan = scans.find(({ _id }) => _id.equals(bot._id)) ?? null
      const state = standingOf(own, scan, now)
      const seen = [...own.map(({ lastSeenAt }) => lastSeenAt), ...(scan ? [scan.at] : [])]
      const last = seen.toSorted((a, b) => b.getTime() - a.getTime())[0]
      return {
        id: String(bot._id),
        name: bot.name,
        state,
        qrcode: state === 'waiting' && scan?.qrSealed ? keyring.decrypt(scan.qrSealed) : null,
        accounts: own.map(({ name, loggedIn, lastSeenAt }) => ({
          name,
          online: loggedIn && now.getTime() - lastSeenAt.getTime() < OFFLINE_AFTER_MS,
        })),
        lastSeenAt: last?.toISOString() ?? null,
      }
    })
  }

  return { noteScan, forgetScan, list }
}
