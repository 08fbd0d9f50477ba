import { MongoError } from '../errors'
import { compare } from '../values/compare'
import { isDoc, rankOf, typeName } from '../values/kinds'
import { fromCount } from '../values/numbers'
import { isConstant } from './evaluate'
import { compileExpression } from './expression'
import { refuseOptions } from './stage'
import type { Doc } from '../values/kinds'

/** `$bucket` as the stages that MongoDB makes of it: a `$group` by a `$switch`, and a `$sort`. */
export function bucketStages(spec: unknown): Doc[] {
  if (!isDoc(spec))
    throw new MongoError(
      40201,
      `Argument to $bucket stage must be an object, but found type: ${typeName(spec)}.`,
    )
  refuseOptions('$bucket', spec, 'groupBy boundaries default output', 40197)
  const { groupBy, output = { count: { $sum: fromCount(1) } } } = spec
  if (groupBy === undefined || spec.boundaries === undefined)
    throw new MongoError(40198, "$bucket requires 'groupBy' and 'boundaries' to be specified.")
  if (!isDoc(groupBy) && !(typeof groupBy === 'string' && groupBy.startsWith('$')))
    throw new MongoError(
      40202,
      "The $bucket 'groupBy' field must be defined as a $-prefixed path or an expression",
    )
  if (!isDoc(output)) throw new MongoError(40196, "The $bucket 'output' field must be an object.")
  const boundaries = boundariesOf(spec.boundaries)
  const branches = boundaries.slice(0, -1).map((low, i) => ({
    case: {
      $and: [
        { $gte: [groupBy, { $literal: low }] },
        { $lt: [groupBy, { $literal: boundaries[i + 1] }] },
      ],
    },
    then: { $literal: low },
  }))
  const other = 'default' in spec ? { default: defaultOf(spec.default, boundaries) } : {}
  return [
    { $group: { ...output, _id: { $switch: { branches, ...other } } } },
    { $sort: { _id: fromCount(1) } },
  ]
}

function boundariesOf(given: unknown): unknown[] {
  if (!Array.isArray(given))
    throw new MongoError(
      40200,
      `The $bucket 'boundaries' field must be an array, but found type: ${typeName(given)}.`,
    )
  const values = given.map((each) =>
    constantOf(each, 40191, "The $bucket 'boundaries' field must be an array of constant values"),
  )
  if (values.length < 2)
    throw new MongoError(
      40192,
      `The $bucket 'boundaries' field must have at least 2 values, but found ${values.length} value(s).`,
    )
  for (let i = 1; i < values.length; i += 1) {
    if (rankOf(values[i - 1]) !== rankOf(values[i]))
      throw new MongoError(
        40193,
        "All values in the the 'boundaries' option to $bucket must have the same type.",
      )
    if (compare(values[i - 1], values[i]) >= 0)
      throw new MongoError(40194, "The 'boundaries' option to $bucket must be sorted")
  }
  return values
}

function defaultOf(given: unknown, boundaries: readonly unknown[]): Doc {
  const value = constantOf(given, 40195, "The $bucket 'default' field must be a constant")
  if (compare(value, boundaries[0]) >= 0 && compare(value, boundaries.at(-1)) < 0)
    throw new MongoError(
      40199,
      "The $bucket 'default' field must be less than the lowest boundary or greater than or equal to the highest boundary",
    )
  return { $literal: value }
}

/** The value of an expression that looks at no document; others are refused. */
function constantOf(expression: unknown, code: number, message: string): unknown {
  if (!isConstant(expression)) throw new MongoError(code, message)
  return compileExpression(expression)({}, {})
}
