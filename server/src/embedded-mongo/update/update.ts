import { compileUpdatePipeline } from '../aggregation/update-pipeline'
import { MongoError, unsupported } from '../errors'
import { isDoc, typeName } from '../values/kinds'
import { cloneDoc, readPath, splitPath } from '../values/paths'
import { compileArrayFilters } from './array-filters'
import { comparePaths, refuseConflicts } from './conflicts'
import { KEEP, OPERATORS, REMOVE } from './operators'
import { checkViable, concretePaths, removePath, writePath } from './targets'
import type { Doc } from '../values/kinds'
import type { Change } from './operators'

/** Gives the new document. `matched` is what `$` stands for; `inserting` turns on `$setOnInsert`. */
export type Updater = (doc: Doc, matched: number | undefined, inserting: boolean) => Doc

/** A compiled update; a replacement keeps nothing of the old document but its `_id`. */
export type Update = { apply: Updater; replaces: boolean; usesPosition: boolean }

/** One operator at one path; `$rename` has a second path instead of a change. */
type Step = { operator: string; parts: string[] } & ({ change: Change } | { to: string[] })

/**
 * Compiles an update document, replacement or pipeline.
 * @throws MongoDB's errors for unknown operators, conflicting paths and bad operands.
 */
export function compileUpdate(
  update: unknown,
  arrayFilters: unknown = [],
  constants: Doc = {},
): Update {
  if (!Array.isArray(arrayFilters))
    throw new MongoError('TypeMismatch', 'arrayFilters must be an array')
  const operators = isDoc(update) && Object.keys(update)[0]?.startsWith('$')
  if (!operators && arrayFilters.length > 0) {
    throw new MongoError(
      'FailedToParse',
      `arrayFilters may not be specified for ${Array.isArray(update) ? 'pipeline' : 'replacement'}-style updates`,
    )
  }
  if (Array.isArray(update))
    return { apply: compileUpdatePipeline(update, constants), replaces: false, usesPosition: false }
  if (!isDoc(update))
    throw new MongoError('FailedToParse', 'Update argument must be either an object or an array')
  return operators ? compileOperators(update, arrayFilters) : compileReplacement(update)
}

function compileReplacement(update: Doc): Update {
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

function compileOperators(update: Doc, arrayFilters: readonly unknown[]): Update {
  const steps = Object.entries(update)
    .flatMap(([operator, fields]) => parseOperator(operator, fields))
    .sort((a, b) => comparePaths(a.parts, b.parts))
  const paths = steps.map((step) => step.parts)
  refuseConflicts([...paths, ...steps.flatMap((step) => ('to' in step ? [step.to] : []))])
  const filters = compileArrayFilters(arrayFilters, paths)
  const positional = paths.some((path) => path.some((part) => part.startsWith('$')))
  return {
    replaces: false,
    usesPosition: paths.some((path) => path.includes('$')),
    apply: (doc, matched, inserting) => {
      const next = cloneDoc(doc)
      // All places are found before any is changed, so that filters see what was there.
      const places = steps.flatMap((step) =>
        (positional ? concretePaths(doc, step.parts, { matched, filters }) : [step.parts]).map(
          (path) => ({ step, path }),
        ),
      )
      if (positional) refuseConflicts(places.map(({ path }) => path))
      for (const { step, path } of places)
        if (inserting || step.operator !== '$setOnInsert') applyStep(next, step, path)
      return next
    },
  }
}

function applyStep(doc: Doc, step: Step, path: string[]): void {
  if ('to' in step) {
    rename(doc, path, step.to)
    return
  }
  const current = readPath(doc, path)
  const next = step.change(current, path.join('.'))
  if (next === REMOVE) removePath(doc, path)
  else if (next !== KEEP) writePath(doc, path, next)
  else if (current === undefined) checkViable(doc, path)
}

function rename(doc: Doc, from: string[], to: string[]): void {
  const value = readPath(doc, from)
  if (value === undefined) {
    checkViable(doc, from)
    return
  }
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

function parseOperator(operator: string, fields: unknown): Step[] {
  if (operator === '$bit') throw unsupported('update operator $bit', 'FailedToParse')
  const compile = OPERATORS.get(operator)
  if (!compile && operator !== '$rename') {
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
  return Object.entries(fields).map(([path, operand]): Step => {
    const parts = parsePath(path)
    return compile
      ? { operator, parts, change: compile(operand, path, operator) }
      : { operator, parts, to: parseRename(path, operand) }
  })
}

function parsePath(path: string): string[] {
  const parts = splitPath(path)
  const odd = parts.find((part) => part.startsWith('$') && !/^\$(\[.*\])?$/.test(part))
  if (odd !== undefined) {
    throw new MongoError(
      'DollarPrefixedFieldName',
      `The dollar ($) prefixed field '${odd}' in '${path}' is not allowed in the context of an update.`,
    )
  }
  if (path.startsWith('$')) {
    throw new MongoError(
      'BadValue',
      `Cannot have positional (i.e. '$') element in the first position in path '${path}'`,
    )
  }
  return parts
}

function parseRename(path: string, target: unknown): string[] {
  const refuse = (why: string): never => {
    throw new MongoError('BadValue', why)
  }
  if (typeof target !== 'string')
    return refuse(`The 'to' field for $rename must be a string: ${path}`)
  if (target === path) refuse(`The source and target field for $rename must differ: ${path}`)
  if (path.includes('$')) refuse(`The source field for $rename may not be dynamic: ${path}`)
  if (target.includes('$'))
    refuse(`The destination field for $rename may not be dynamic: ${target}`)
  return splitPath(target)
}
