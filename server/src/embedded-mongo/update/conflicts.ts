import { MongoError } from '../errors'

/**
 * Refuses paths that touch the same place, or one above another. `a.$[x]` speaks of elements, so it
 * goes with `a.$[y]` but not with `a.b` or `a.0`.
 * @throws ConflictingUpdateOperators
 */
export function refuseConflicts(paths: readonly (readonly string[])[]): void {
  const ends = new Set<string>()
  const ways = new Map<string, boolean>()
  for (const path of paths) {
    const whole = path.join('.')
    const refuse = (at: string): never => {
      throw new MongoError(
        'ConflictingUpdateOperators',
        `Updating the path '${whole}' would create a conflict at '${at}'`,
      )
    }
    let at = ''
    for (const [i, part] of path.entries()) {
      if (i > 0) {
        const elements = part.startsWith('$[')
        if (ends.has(at) || (ways.get(at) ?? elements) !== elements) refuse(at)
        ways.set(at, elements)
      }
      at = i === 0 ? part : `${at}.${part}`
    }
    if (ends.has(whole) || ways.has(whole)) refuse(whole)
    ends.add(whole)
  }
}

/** MongoDB applies operators in the order of their paths, numbers by size: new fields come so. */
export function comparePaths(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i += 1) {
    const [x, y] = [a[i]!, b[i]!]
    if (x === y) continue
    const numeric = /^\d+$/.test(x) && /^\d+$/.test(y)
    return numeric ? Number(x) - Number(y) : x < y ? -1 : 1
  }
  return a.length - b.length
}
