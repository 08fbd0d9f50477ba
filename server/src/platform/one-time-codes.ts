import { randomInt } from 'node:crypto'
import type { ClientSession } from 'mongoose'
import { AppError } from './app-error'
import type { Clock } from './clock'
import type { Keyring } from './keyring'
import { keepCode, noteWrongAttempt, takeCode, wrongAttempts } from './one-time-code.model'

/** Long enough to walk from the desk to the phone. */
const CODE_LIVES_MS = 30 * 60_000
/** A million codes against five guesses in half an hour. */
const MOST_WRONG = 5
const MOST_TRIES = 20

/** Codes of one purpose: six digits shown at the desk, typed once to the bot. */
export interface OneTimeCodes<T> {
  /** Gives a new code that stands for `payload`. */
  issue(payload: T): Promise<{ code: string; expiresAt: Date }>
  /** False after too many wrong codes at a place: then nothing is looked at for a while. */
  mayTry(place: string): Promise<boolean>
  /** Uses a code up, in the caller's transaction. @returns what it stands for, or null */
  take(code: string, session: ClientSession): Promise<T | null>
  /** Counts a wrong code that was typed at a place. */
  noteWrong(place: string): Promise<void>
}

/**
 * Makes the codes of one purpose. A code of another purpose is simply wrong.
 * @param deps.purpose keeps the hashes apart; never shown
 * @param deps.read    makes sure that what was kept is what is meant; null = it is not
 */
export function createOneTimeCodes<T extends object>(deps: {
  clock: Clock
  keyring: Keyring
  purpose: string
  read: (kept: unknown) => T | null
}): OneTimeCodes<T> {
  const { clock, keyring, purpose, read } = deps
  const idOf = (code: string) => keyring.blindIndex(`${purpose}-code`, code)
  const end = () => new Date(clock.now().getTime() + CODE_LIVES_MS)
  const attemptsAt = (place: string) => {
    const window = Math.floor(clock.now().getTime() / CODE_LIVES_MS)
    return keyring.blindIndex(`${purpose}-attempt`, `${place}\n${window}`)
  }

  return {
    async issue(payload) {
      const expiresAt = end()
      for (let tries = 0; tries < MOST_TRIES; tries += 1) {
        const code = String(randomInt(0, 1_000_000)).padStart(6, '0')
        if (await keepCode(idOf(code), payload, expiresAt)) return { code, expiresAt }
      }
      throw new AppError('server.unavailable')
    },
    mayTry: async (place) => (await wrongAttempts(attemptsAt(place))) < MOST_WRONG,
    async take(code, session) {
      const found = await takeCode(idOf(code), clock.now(), session)
      return found && read(found.payload)
    },
    noteWrong: (place) => noteWrongAttempt(attemptsAt(place), end()),
  }
}
