import { BSONRegExp } from 'bson'
import { MongoError } from '../errors'
import { compileFilter, compileTest } from '../query/match'
import { parseTests } from '../query/parse'
import { sortElements } from '../shape/sort'
import { equals } from '../values/compare'
import { isDoc, RANK, rankOf, typeName } from '../values/kinds'
import { toSafeInteger } from '../values/numbers'
import { clone } from '../values/paths'
import type { Doc } from '../values/kinds'

/** Takes an array (or undefined for a missing field) and gives the new one. */
export type ArrayChange = (current: unknown[] | undefined) => unknown[] | undefined

/** Reads what is at an array operator's path; anything but an array or nothing is an error. */
export function arrayAt(value: unknown, operator: string, path: string): unknown[] | undefined {
  if (value === undefined || Array.isArray(value)) return value
  const type = typeName(value)
  if (operator === '$pop')
    throw new MongoError(
      'TypeMismatch',
      `Path '${path}' contains an element of non-array type '${type}'`,
    )
  throw new MongoError(
    'BadValue',
    operator === '$push'
      ? `The field '${path}' must be an array but is of type ${type} in document`
      : `Cannot apply ${operator} to a non-array value`,
  )
}

/** `$pop`: 1 takes the last element, -1 the first. */
export function compilePop(operand: unknown): ArrayChange {
  const side = toSafeInteger(operand)
  if (side !== 1 && side !== -1) throw new MongoError('FailedToParse', '$pop expects 1 or -1')
  return (current) => (side === 1 ? current?.slice(0, -1) : current?.slice(1))
}

/** `$pullAll` takes out what equals one of a list. */
export function compilePullAll(operand: unknown): ArrayChange {
  if (!Array.isArray(operand))
    throw new MongoError('BadValue', '$pullAll requires an array argument')
  const gone = operand as unknown[]
  return (current) => current?.filter((item) => !gone.some((each) => equals(each, item)))
}

function whole(modifiers: Doc, name: string): number | undefined {
  const value = modifiers[name]
  if (value === undefined) return undefined
  const number = toSafeInteger(value)
  if (number === undefined || rankOf(value) !== RANK.number) {
    throw new MongoError('BadValue', `The value for ${name} must be an integer value`)
  }
  return number
}

function eachOf(operand: Doc, operator: string): unknown[] {
  if (!Array.isArray(operand.$each)) {
    throw new MongoError('TypeMismatch', `The argument to $each in ${operator} must be an array`)
  }
  return operand.$each as unknown[]
}

/** `$push`: a value, or `$each` with `$position`, `$sort` and `$slice`, in this order. */
export function compilePush(operand: unknown): ArrayChange {
  if (!isDoc(operand) || !('$each' in operand))
    return (current = []) => [...current, clone(operand)]
  const added = eachOf(operand, '$push')
  for (const name of Object.keys(operand)) {
    if (!['$each', '$slice', '$sort', '$position'].includes(name)) {
      throw new MongoError('BadValue', `Unrecognized clause in $push: ${name}`)
    }
  }
  const position = whole(operand, '$position')
  const slice = whole(operand, '$slice')
  if ('$sort' in operand) sortElements([], operand.$sort)
  return (current = []) => {
    let items = [...current]
    items.splice(position ?? items.length, 0, ...added.map(clone))
    if ('$sort' in operand) items = sortElements(items, operand.$sort)
    if (slice === undefined) return items
    return slice === 0 ? [] : slice > 0 ? items.slice(0, slice) : items.slice(slice)
  }
}

/** `$addToSet`: a value, or `$each`; what is there already stays where it is. */
export function compileAddToSet(operand: unknown): ArrayChange {
  let added = [operand]
  if (isDoc(operand) && '$each' in operand) {
    added = eachOf(operand, '$addToSet')
    if (Object.keys(operand).length > 1) {
      throw new MongoError('BadValue', 'Found unexpected fields after $each in $addToSet')
    }
  }
  return (current = []) => {
    const items = [...current]
    for (const item of added) if (!items.some((each) => equals(each, item))) items.push(clone(item))
    return items
  }
}

/** `$pull` takes a value, conditions on the element, or a filter for elements that are documents. */
export function compilePull(operand: unknown): ArrayChange {
  const goes = compileCondition(operand)
  return (current) => current?.filter((item) => !goes(item))
}

function compileCondition(operand: unknown): (item: unknown) => boolean {
  if (operand instanceof BSONRegExp) {
    const matches = compileFilter({ item: operand })
    return (item) => matches({ item })
  }
  if (!isDoc(operand)) return (item) => equals(item, operand)
  const first = Object.keys(operand)[0]
  if (first?.startsWith('$') && !['$and', '$or', '$nor', '$expr'].includes(first)) {
    const tests = parseTests(operand).map((test) => compileTest(test))
    return (item) => tests.every((matches) => matches(item))
  }
  const matches = compileFilter(operand)
  return (item) => isDoc(item) && matches(item)
}
