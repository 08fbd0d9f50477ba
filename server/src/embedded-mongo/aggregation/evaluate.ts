import { isDoc } from '../values/kinds'
import { getField } from '../values/paths'

/** Variables by name, without `$$`; `ROOT` is always there. */
export type Vars = { readonly [name: string]: unknown }

/** A compiled expression. `undefined` is MongoDB's "missing". */
export type Evaluate = (doc: unknown, vars: Vars) => unknown

/** Compiles an expression inside of another. */
export type Compile = (expression: unknown) => Evaluate

/** Reads a field path as an expression does: an array gives the array of what its elements have. */
export function readField(value: unknown, parts: readonly string[], at = 0): unknown {
  if (at === parts.length) return value
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown) => {
      if (!isDoc(item)) return []
      const found = readField(item, parts, at)
      return found === undefined ? [] : [found]
    })
  }
  return isDoc(value) ? readField(getField(value, parts[at]!), parts, at + 1) : undefined
}

/** Does an expression look at no document and no variable? */
export function isConstant(expression: unknown): boolean {
  if (typeof expression === 'string') return !expression.startsWith('$')
  if (Array.isArray(expression)) return expression.every(isConstant)
  if (!isDoc(expression) || '$literal' in expression) return true
  return Object.values(expression).every(isConstant)
}
