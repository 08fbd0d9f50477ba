import { setTimeout as delay } from 'node:timers/promises'

/**
 * Asks again and again until the answer is there; the tests' only way of waiting.
 * @param what for the message, e.g. `the bot to be online`
 * @param ask gives undefined, null or false as long as it is not so; an error counts as "not yet"
 * @param limitMs gives up after this long
 * @returns the first answer that is something
 * @throws Error saying what was waited for, with the last error as its cause
 */
export async function waitFor<T>(
  what: string,
  ask: () => Promise<T | undefined | null | false> | T | undefined | null | false,
  limitMs = 20_000,
): Promise<T> {
  const until = performance.now() + limitMs
  let last: unknown
  do {
    try {
      const answer = await ask()
      if (answer !== undefined && answer !== null && answer !== false) return answer
      last = undefined
    } catch (error) {
      last = error
    }
    await delay(50)
  } while (performance.now() < until)
  throw new Error(`Waited ${limitMs} ms for ${what}`, { cause: last })
}
