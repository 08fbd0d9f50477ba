import type { Clock } from '../../platform/clock'

interface Kept<T> {
  value: Promise<T>
  until: number
}
const MOST_KEPT = 200

/**
 * Keeps what is dear to count. Those who ask while it is being counted wait for the same count;
 * one that failed is not kept.
 * @param leastMs how long it is kept at least
 * @param timesItsCost or as many times as long as counting it took, so that counting one thing
 *   never takes more than that share of a process's time
 */
export function keepFresh<T>(clock: Clock, leastMs: number, timesItsCost: number) {
  const all = new Map<string, Kept<T>>()

  async function fill(key: string, count: () => Promise<T>): Promise<T> {
    const began = performance.now()
    const asked = clock.now().getTime()
    const kept: Kept<T> = { value: count(), until: Infinity }
    all.delete(key)
    all.set(key, kept)
    const [oldest] = all.keys()
    if (all.size > MOST_KEPT && oldest !== undefined) all.delete(oldest)
    try {
      const value = await kept.value
      kept.until = asked + Math.max(leastMs, (performance.now() - began) * timesItsCost)
      return value
    } catch (error) {
      if (all.get(key) === kept) all.delete(key)
      throw error
    }
  }

  return (key: string, count: () => Promise<T>): Promise<T> => {
    const kept = all.get(key)
    return kept && clock.now().getTime() < kept.until ? kept.value : fill(key, count)
  }
}
