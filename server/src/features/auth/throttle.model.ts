import mongoose from 'mongoose'
import { RateLimiterMongo, RateLimiterRes } from 'rate-limiter-flexible'
import { AppError } from '../../platform/app-error'

const WINDOW_SECONDS = 15 * 60
/** Wrong passwords before an account, or an address, has to wait. */
const PER_ACCOUNT = 8
const PER_ADDRESS = 60

/** Slows down guessing: counts failures per account and per address, in the database. */
export function createLoginThrottle() {
  const limiter = (keyPrefix: string, points: number) =>
    new RateLimiterMongo({
      storeClient: mongoose.connection,
      dbName: mongoose.connection.name,
      tableName: 'login_failures',
      keyPrefix,
      points,
      duration: WINDOW_SECONDS,
      blockDuration: WINDOW_SECONDS,
    })
  const account = limiter('account', PER_ACCOUNT)
  const address = limiter('address', PER_ADDRESS)

  return {
    /**
     * Runs a password check unless account or address must wait; a wrong one is counted.
     * @param check gives true when the password was right
     * @throws AppError auth.locked
     */
    async guard(
      accountKey: string,
      clientAddress: string,
      check: () => Promise<boolean>,
    ): Promise<boolean> {
      const [byAccount, byAddress] = await Promise.all([
        account.get(accountKey),
        address.get(clientAddress),
      ])
      if (
        (byAccount?.consumedPoints ?? 0) >= PER_ACCOUNT ||
        (byAddress?.consumedPoints ?? 0) >= PER_ADDRESS
      ) {
        throw new AppError('auth.locked')
      }
      if (await check()) {
        if (byAccount) await account.delete(accountKey)
        return true
      }
      // Over the limit consume() rejects with its result; the next call then answers auth.locked.
      await Promise.all([account.consume(accountKey), address.consume(clientAddress)]).catch(
        (refused: unknown) => {
          if (!(refused instanceof RateLimiterRes)) throw refused
        },
      )
      return false
    },
  }
}
