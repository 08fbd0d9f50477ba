import mongoose from 'mongoose'
import { RateLimiterMemory, RateLimiterMongo, RateLimiterRes } from 'rate-limiter-flexible'
import { AppError } from './app-error'

/** Writes without a login, per address: a busy office behind one address still gets through. */
const PER_MINUTE = 60

/**
 * Slows down writes by people who are not signed in. Counted in the database, so that several
 * server processes share one limit; a flood is stopped in memory without asking it again.
 */
export function createWriteThrottle(): (clientAddress: string) => Promise<void> {
  const limiter = new RateLimiterMongo({
    storeClient: mongoose.connection,
    dbName: mongoose.connection.name,
    tableName: 'public_writes',
    points: PER_MINUTE,
    duration: 60,
    inMemoryBlockOnConsumed: PER_MINUTE + 1,
    insuranceLimiter: new RateLimiterMemory({ points: PER_MINUTE, duration: 60 }),
  })
  return async (clientAddress) => {
    await limiter.consume(clientAddress).catch((refused: unknown) => {
      throw refused instanceof RateLimiterRes ? new AppError('request.rate_limited') : refused
    })
  }
}
