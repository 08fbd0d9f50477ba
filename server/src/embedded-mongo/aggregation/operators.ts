import { compare } from '../values/compare'
import { Int32, RANK, rankOf, truthy, typeName } from '../values/kinds'
import { ARITHMETIC } from './arithmetic'
import { ARRAYS } from './arrays'
import { CONVERSIONS } from './conversions'
import { DATES } from './dates'
import { OBJECTS } from './objects'
import { one, two } from './operator'
import { STRINGS } from './strings'
import type { Operator } from './operator'

function ordering(test: (order: number) => boolean): Operator {
  return two((a, b) => test(compare(a, b)))
}

/** Operators by name. What is neither here nor in `special-forms` is refused. */
export const OPERATORS: { readonly [name: string]: Operator | undefined } = {
  $eq: ordering((order) => order === 0),
  $ne: ordering((order) => order !== 0),
  $gt: ordering((order) => order > 0),
  $gte: ordering((order) => order >= 0),
  $lt: ordering((order) => order < 0),
  $lte: ordering((order) => order <= 0),
  $cmp: two((a, b) => new Int32(compare(a, b))),
  $not: one((value) => !truthy(value)),
  $type: one(typeName),
  $isNumber: one((value) => rankOf(value) === RANK.number),
  ...ARITHMETIC,
  ...STRINGS,
  ...CONVERSIONS,
  ...DATES,
  ...ARRAYS,
  ...OBJECTS,
}
