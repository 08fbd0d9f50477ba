import { Timestamp } from 'bson'
import { MongoError } from '../errors'
import { compare, equals } from '../values/compare'
import { Int32, isDoc, RANK, rankOf, typeName } from '../values/kinds'
import { arithmetic } from '../values/numbers'
import { clone } from '../values/paths'
import {
  arrayAt,
  compileAddToSet,
  compilePop,
  compilePull,
  compilePullAll,
  compilePush,
} from './arrays'
import type { ArrayChange } from './arrays'

/**
 * Gets the value at a path (and the path, for errors) and gives the next one, `REMOVE` or `KEEP`. To
 * keep what is not there is only right where it could be.
 */
export type Change = (current: unknown, path: string) => unknown

export const KEEP = Symbol('keep')
export const REMOVE = Symbol('remove')

type Compile = (operand: unknown, path: string, operator: string) => Change

const set: Compile = (operand) => () => clone(operand)

const unset: Compile = () => () => REMOVE

const extreme: Compile = (operand, _path, operator) => {
  const sign = operator === '$min' ? -1 : 1
  return (current) =>
    current === undefined || compare(operand, current) * sign > 0 ? clone(operand) : KEEP
}

const calculate: Compile = (operand, path, operator) => {
  const [verb, operation] =
    operator === '$inc' ? (['increment', 'add'] as const) : (['multiply', 'multiply'] as const)
  if (rankOf(operand) !== RANK.number) {
    throw new MongoError(
      'TypeMismatch',
      `Cannot ${verb} with non-numeric argument: {${path}: ${typeName(operand)}}`,
    )
  }
  return (current, at) => {
    if (current === undefined)
      return operation === 'add' ? operand : arithmetic(operation, operand, new Int32(0))
    if (rankOf(current) !== RANK.number) {
      throw new MongoError(
        'TypeMismatch',
        `Cannot apply ${operator} to a value of non-numeric type. The field '${at}' has non-numeric type ${typeName(current)}`,
      )
    }
    const next = arithmetic(operation, current, operand)
    if (next === undefined) {
      throw new MongoError(
        'BadValue',
        `Failed to apply ${operator} operations to current value of '${at}': 64-bit overflow`,
      )
    }
    return next
  }
}

const currentDate: Compile = (operand) => {
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

const onArray =
  (compile: (operand: unknown) => ArrayChange): Compile =>
  (operand, _path, operator) => {
    const change = compile(operand)
    return (current, at) => {
      const next = change(arrayAt(current, operator, at))
      return next === undefined || (current !== undefined && equals(next, current)) ? KEEP : next
    }
  }

/** Every update operator but `$rename`, which touches two paths. */
export const OPERATORS: ReadonlyMap<string, Compile> = new Map([
  ['$set', set],
  ['$setOnInsert', set],
  ['$unset', unset],
  ['$inc', calculate],
  ['$mul', calculate],
  ['$min', extreme],
  ['$max', extreme],
  ['$currentDate', currentDate],
  ['$push', onArray(compilePush)],
  ['$addToSet', onArray(compileAddToSet)],
  ['$pull', onArray(compilePull)],
  ['$pullAll', onArray(compilePullAll)],
  ['$pop', onArray(compilePop)],
])
