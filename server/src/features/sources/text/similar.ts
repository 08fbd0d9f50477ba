import { createHash } from 'node:crypto'

/** Characters of a shingle: in Chinese four are about two words. */
const SHINGLE = 4
/** Shingles that are kept: the 256 smallest by hash, a fair sample of all of them. */
const SKETCH = 256
/** Of these at least one is shared by any two texts that are alike (chance of a miss: 0.2^16). */
const ANCHORS = 16
/**
 * Texts are the same when they share at least this part of all their shingles (Jaccard). A reprint
 * with another masthead and editor's line stays above it; last month's notice with other dates and
 * places falls below.
 */
export const SAME_FROM = 0.8
/** Too little to tell texts apart by. */
const LEAST_CHARS = 20

export interface Similarity {
  /** Of the normalized text: equal for the same words, whatever the punctuation and spacing. */
  hash: string
  /** Ascending, at most 256. */
  sketch: number[]
}

/** Only what is said: letters, digits and characters, full-width ones as plain ones. */
export function normalized(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')
}

/** FNV-1a, 32 bits: quick, and nobody gains by making two shingles collide. */
function hash32(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  }
  // A last mix, because neighbours differ in the low bits only and the smallest are kept.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** What is kept of a text to compare it by; null when it is too short to say. */
export function similarityOf(text: string): Similarity | null {
  const words = normalized(text)
  if (words.length < LEAST_CHARS) return null
  const shingles = new Set<number>()
  for (let at = 0; at + SHINGLE <= words.length; at += 1) {
    shingles.add(hash32(words.slice(at, at + SHINGLE)))
  }
  const sketch = [...shingles].sort((a, b) => a - b).slice(0, SKETCH)
  return { hash: createHash('sha256').update(words).digest('base64url'), sketch }
}

/** A few numbers of a sketch; texts that are alike share at least one. */
export function anchorsOf(similarity: Similarity): number[] {
  return similarity.sketch.slice(0, ANCHORS)
}

/**
 * The part of their shingles that two texts share, 0…1: exact while both together have at most 256,
 * else estimated from the 256 smallest of both together (standard error at 0.8: 2.5 points).
 */
export function overlap(a: readonly number[], b: readonly number[]): number {
  const [inA, inB] = [new Set(a), new Set(b)]
  const union = [...new Set([...a, ...b])].sort((x, y) => x - y).slice(0, SKETCH)
  if (union.length === 0) return 0
  return union.filter((one) => inA.has(one) && inB.has(one)).length / union.length
}

/** Is it the same text? */
export function isSameText(a: Similarity, b: Similarity): boolean {
  return a.hash === b.hash || overlap(a.sketch, b.sketch) >= SAME_FROM
}
