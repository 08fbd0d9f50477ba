import { Timestamp } from 'bson'
import { compileUpdatePipeline } from '../aggregation/update-pipeline'
import { MongoError, unsupported } from '../errors'
import { compileFilter } from '../query/match'
import { compare, equals } from '../values/compare'
import { isDoc, RANK, rankOf, typeName } from '../values/kinds'
import { arithmetic } from '../values/numbers'
import { clone, cloneDoc, splitPath } from '../values/paths'
import { arrayAt, compileArrayChange } from './arrays'
import { concretePaths, readPath, removePath, writePath } from './targets'
import type { Matcher } from '../query/match'
import type { Doc } from '../values/kinds'

/** Gives the new document. `matched` is what `$` stands for; `inserting` turns on `$setOnInsert`. */
export type Updater = (doc: Doc, matched: number | undefined, inserting: boolean) => Doc

/** A compiled update; a replacement keeps nothing of the old document but its `_id`. */
export type Update = { apply: Updater; replaces: boolean; usesPosition: boolean }

/** One operator at one path. `change` gets the present value and gives the next one. */
type Change = {
  operator: string
  path: string
  parts: string[]
  change: (current: unknown, path: string) => unknown
}

const KEEP = Symbol('keep')
const REMOVE = Symbol('remove')

/**
 * Compiles an update document, replacement or pipeline.
 * @throws MongoDB's errors for unknown operators, conflicting paths and bad operands.
 */
export function compileUpdate(
  update: unknown,
  arrayFilters?: unknown,
  constants: Doc = {},
): Update {
  if (Array.isArray(update)) {
    if (arrayFilters !== undefined) {
      throw new MongoError(
        'FailedToParse',
        'arrayFilters may not be specified for pipeline-style updates',
      )
    }
    return { apply: compileUpdatePipeline(update, constants), replaces: false, usesPosition: false }
  }
  if (!isDoc(update))
    throw new MongoError('FailedToParse', 'Update argument must be either an object or an array')
  const first = Object.keys(update)[0]
  if (!first?.startsWith('$')) return compileReplacement(update, arrayFilters)
  const filters = compileArrayFilters(arrayFilters)
  const changes = Object.entries(update).flatMap(([operator, fields]) =>
    parseOperator(operator, fields),
  )
  changes.sort((a, b) => comparePaths(a.parts, b.parts))
  refuseConflicts(changes)
  refuseUnusedFilters(filters, changes)
  return {
    replaces: false,
    usesPosition: changes.some((change) => change.parts.includes('$')),
    apply: (doc, matched, inserting) => {
      const next = cloneDoc(doc)
      for (const change of changes) {
        if (change.operator === '$setOnInsert' && !inserting) continue
        applyChange(next, change, { matched, filters })
      }
      return next
    },
  }
}

function compileReplacement(update: Doc, arrayFilters: unknown): Update {
  if (arrayFilters !== undefined) {
    throw new MongoError(
      'FailedToParse',
      'Cannot specify arrayFilters for a replacement-style update',
    )
  }
  for (const name of Object.keys(update)) {
    if (name.startsWith('$')) {
      throw new MongoError(
        'DollarPrefixedFieldName',
        `The dollar ($) prefixed field '${name}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
      )
    }
  }
  const apply: Updater = (doc) =>
    doc._id === undefined
      ? { ...update }
      : { _id: doc._id, ...update, ...(update._id === undefined ? { _id: doc._id } : {}) }
  return { apply, replaces: true, usesPosition: false }
}

function applyChange(
  doc: Doc,
  change: Change,
  positions: Parameters<typeof concretePaths>[2],
): void {
  const positional = change.parts.some((part) => part.startsWith('$'))
  const paths = positional ? concretePaths(doc, change.parts, positions) : [change.parts]
  for (const path of paths) {
    if (change.operator === '$rename') {
      rename(doc, path, change.change(undefined, change.path) as string[])
      continue
    }
    const current = readPath(doc, path)
    const next = change.change(current, path.join('.'))
    if (next === KEEP) continue
    if (next === REMOVE) removePath(doc, path)
    else writePath(doc, path, next)
  }
}

function rename(doc: Doc, from: string[], to: string[]): void {
  const value = readPath(doc, from)
  if (value === undefined) return
  for (const path of [from, to]) {
    for (let i = 1; i < path.length; i += 1) {
      if (Array.isArray(readPath(doc, path.slice(0, i)))) {
        throw new MongoError(
          'BadValue',
          `The source and destination field of $rename cannot be an array element, '${path.join('.')}'`,
        )
      }
    }
  }
  removePath(doc, from)
  writePath(doc, to, value)
}

function parseOperator(operator: string, fields: unknown): Change[] {
  if (operator === '$bit') throw unsupported('update operator $bit', 'FailedToParse')
  if (!KNOWN.has(operator)) {
    throw new MongoError(
      'FailedToParse',
      operator.startsWith('$')
        ? `Unknown modifier: ${operator}. Expected a valid update modifier or pipeline-style update specified as an array`
        : `The update operator document must contain only update operators, not '${operator}'`,
    )
  }
  if (!isDoc(fields)) {
    throw new MongoError(
      'FailedToParse',
      `Modifiers operate on fields but we found type ${typeName(fields)} instead. For example: {$mod: {<field>: ...}} not {${operator}: ...}`,
    )
  }
  return Object.entries(fields).flatMap(([path, operand]) => {
    const parts = splitPath(path)
    for (const part of parts) {
      if (part.startsWith('$') && part !== '$' && !/^\$\[.*\]$/.test(part)) {
        throw new MongoError(
          'DollarPrefixedFieldName',
          `The dollar ($) prefixed field '${part}' in '${path}' is not allowed in the context of an update.`,
        )
      }
    }
    if (parts[0]!.startsWith('$')) {
      throw new MongoError(
        'BadValue',
        `Cannot have positional (i.e. '$') element in the first position in path '${path}'`,
      )
    }
    const change: Change = { operator, path, parts, change: compileChange(operator, operand, path) }
    return operator === '$rename' ? [change, renameTarget(operand)] : [change]
  })
}

const KNOWN = new Set(
  '$set $unset $inc $mul $min $max $rename $currentDate $setOnInsert $push $addToSet $pull $pullAll $pop'.split(
    ' ',
  ),
)

/** The place that `$rename` writes to takes part in the check for conflicts. */
function renameTarget(operand: unknown): Change {
  const path = String(operand)
  return { operator: '$rename-target', path, parts: splitPath(path), change: () => KEEP }
}

function compileChange(operator: string, operand: unknown, path: string): Change['change'] {
  switch (operator) {
    case '$set':
    case '$setOnInsert':
      return () => clone(operand)
    case '$unset':
      return (current) => (current === undefined ? KEEP : REMOVE)
    case '$inc':
    case '$mul':
      return compileArithmetic(operator, operand, path)
    case '$min':
    case '$max': {
      const sign = operator === '$min' ? -1 : 1
      return (current) =>
        current === undefined || compare(operand, current) * sign > 0 ? clone(operand) : KEEP
    }
    case '$currentDate':
      return compileCurrentDate(operand)
    case '$rename': {
      if (typeof operand !== 'string') {
        throw new MongoError('BadValue', `The 'to' field for $rename must be a string: ${path}`)
      }
      if (operand === path)
        throw new MongoError(
          'BadValue',
          `The source and target field for $rename must differ: ${path}`,
        )
      if (operand.includes('$'))
        throw new MongoError(
          'BadValue',
          `The destination field for $rename may not be dynamic: ${operand}`,
        )
      const to = splitPath(operand)
      return () => to
    }
    default: {
      const change = compileArrayChange(operator, operand)
      return (current, at) => {
        const next = change(arrayAt(current, operator, at))
        return next === undefined || (current !== undefined && equals(next, current)) ? KEEP : next
      }
    }
  }
}

function compileArithmetic(
  operator: '$inc' | '$mul',
  operand: unknown,
  path: string,
): Change['change'] {
  const verb = operator === '$inc' ? 'increment' : 'multiply'
  if (rankOf(operand) !== RANK.number) {
    throw new MongoError(
      'TypeMismatch',
      `Cannot ${verb} with non-numeric argument: {${path}: ${typeName(operand)}}`,
    )
  }
  return (current, at) => {
    if (current === undefined)
      return operator === '$inc' ? operand : arithmetic('subtract', operand, operand)
    if (rankOf(current) !== RANK.number) {
      throw new MongoError(
        'TypeMismatch',
        `Cannot apply ${operator} to a value of non-numeric type. The field '${at}' has non-numeric type ${typeName(current)}`,
      )
    }
    const next = arithmetic(operator === '$inc' ? 'add' : 'multiply', current, operand)
    if (next === undefined) {
      throw new MongoError(
        'BadValue',
        `Failed to apply ${operator} operations to current value of '${at}': 64-bit overflow`,
      )
    }
    return next
  }
}

function compileCurrentDate(operand: unknown): Change['change'] {
  const type = isDoc(operand) ? operand.$type : operand
  if (type === 'timestamp') {
    return () => new Timestamp({ t: Math.floor(Date.now() / 1000), i: 1 })
  }
  if (type === 'date' || type === true || type === false) return () => new Date()
  throw new MongoError(
    'BadValue',
    "$currentDate takes a boolean or { $type: 'date' | 'timestamp' }",
  )
}

function comparePaths(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i += 1) {
    const [x, y] = [a[i]!, b[i]!]
    if (x === y) continue
    const numeric = /^\d+$/.test(x) && /^\d+$/.test(y)
    return numeric ? Number(x) - Number(y) : x < y ? -1 : 1
  }
  return a.length - b.length
}

function refuseConflicts(changes: readonly Change[]): void {
  for (let i = 0; i < changes.length; i += 1) {
    for (let j = i + 1; j < changes.length; j += 1) {
      const [a, b] = [changes[i]!, changes[j]!]
      const short = a.parts.length < b.parts.length ? a.parts : b.parts
      if (short.every((_part, at) => a.parts[at] === b.parts[at])) {
        throw new MongoError(
          'ConflictingUpdateOperators',
          `Updating the path '${b.path}' would create a conflict at '${short.join('.')}'`,
        )
      }
    }
  }
}

function compileArrayFilters(arrayFilters: unknown): Map<string, Matcher> {
  const filters = new Map<string, Matcher>()
  if (arrayFilters === undefined) return filters
  if (!Array.isArray(arrayFilters))
    throw new MongoError('TypeMismatch', 'arrayFilters must be an array')
  for (const filter of arrayFilters as unknown[]) {
    const names = isDoc(filter) ? topNames(filter) : []
    if (!isDoc(filter) || names.length !== 1) {
      throw new MongoError(
        'FailedToParse',
        `Error parsing array filter: Expected a single top-level field name, found ${names.map((n) => `'${n}'`).join(' and ')}`,
      )
    }
    const name = names[0]!
    if (!/^[a-z][a-zA-Z0-9]*$/.test(name)) {
      throw new MongoError(
        'BadValue',
        `The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${name}'`,
      )
    }
    if (filters.has(name)) {
      throw new MongoError(
        'FailedToParse',
        `Found multiple array filters with the same top-level field name ${name}`,
      )
    }
    filters.set(name, compileFilter(filter))
  }
  return filters
}

function topNames(filter: Doc): string[] {
  const names = Object.entries(filter).flatMap(([name, value]) =>
    name.startsWith('$') && Array.isArray(value)
      ? value.flatMap((each) => (isDoc(each) ? topNames(each) : []))
      : [name.split('.')[0]!],
  )
  return [...new Set(names)]
}

function refuseUnusedFilters(
  filters: ReadonlyMap<string, Matcher>,
  changes: readonly Change[],
): void {
  const used = new Set<string>()
  for (const change of changes) {
    for (const part of change.parts) {
      const name = /^\$\[(.+)\]$/.exec(part)?.[1]
      if (name === undefined) continue
      used.add(name)
      if (!filters.has(name)) {
        throw new MongoError(
          'BadValue',
          `No array filter found for identifier '${name}' in path '${change.path}'`,
        )
      }
    }
  }
  for (const name of filters.keys()) {
    if (!used.has(name)) {
      throw new MongoError(
        'FailedToParse',
        `The array filter for identifier '${name}' was not used in the update`,
      )
    }
  }
}
