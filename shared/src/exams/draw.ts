import { questionKinds, type QuestionKind, type QuestionOption } from './kinds'

/** Numbers from 0 to below 1, the same for the same seed for ever (FNV-1a into mulberry32). */
function randomOf(seed: string): () => number {
  let state = 0x811c9dc5
  for (let index = 0; index < seed.length; index += 1) {
    state = Math.imul(state ^ seed.charCodeAt(index), 0x01000193)
  }
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** The same things in an order that the seed gives (Fisher–Yates). */
export function shuffled<T>(items: readonly T[], seed: string): T[] {
  const random = randomOf(seed)
  const result = [...items]
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1))
    const moved = result[last] as T
    result[last] = result[other] as T
    result[other] = moved
  }
  return result
}

/** How many questions of each kind. */
export type KindCounts = Record<QuestionKind, number>

/**
 * Draws questions by kind, kinds in their usual order; the same seed and bank give the same paper.
 * @param bank in a fixed order, e.g. by id
 * @returns null when the bank has too few of a kind
 */
export function drawPaper<T extends { kind: QuestionKind }>(
  bank: readonly T[],
  counts: KindCounts,
  seed: string,
): T[] | null {
  const paper: T[] = []
  for (const kind of questionKinds) {
    const ofKind = bank.filter((question) => question.kind === kind)
    if (ofKind.length < counts[kind]) return null
    paper.push(...shuffled(ofKind, `${seed}/${kind}`).slice(0, counts[kind]))
  }
  return paper
}

/**
 * Choices in the order this person sees them; true before false always.
 * @param seed of the paper and the question, so that two people beside each other differ
 */
export function shuffledOptions(
  kind: QuestionKind,
  options: readonly QuestionOption[],
  seed: string,
): QuestionOption[] {
  return kind === 'truefalse' ? [...options] : shuffled(options, seed)
}
