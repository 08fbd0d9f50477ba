/** A repeatable source of chance: the same seed gives the same run. */
export interface Random {
  /** A whole number from `min` up to and with `max`. */
  whole(min: number, max: number): number
}

/** @param seed a whole number; mulberry32 */
export function seededRandom(seed: number): Random {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return { whole: (min, max) => min + Math.floor(next() * (max - min + 1)) }
}
