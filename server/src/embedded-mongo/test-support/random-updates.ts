import { BSONRegExp } from 'bson'
import fc from 'fast-check'
import { elements, filters } from './random-filters'
import { docs, int, numbers, scalars, small, values } from './random-values'
import { isDoc } from '../values/kinds'
import type { Doc } from '../values/kinds'

/** One update of one document: what is there, whom it asks for, what it does. */
export type UpdateCase = {
  doc: Doc
  filter: Doc
  update: Doc | Doc[]
  arrayFilters?: Doc[]
  upsert: boolean
}

const plain = fc.constantFrom(
  'a',
  'b',
  'c',
  'd',
  'a.a',
  'a.b',
  'b.a',
  'd.e',
  'a.0',
  'a.1',
  'a.4',
  'a.0.b',
  'a.b.a',
  'c.0',
)
const positional = fc.constantFrom(
  'a.$',
  'a.$.a',
  'a.$[]',
  'a.$[].a',
  'a.$[x]',
  'a.$[x].b',
  'c.$[]',
  'a.$[].$[]',
  'a.$[y]',
)
const targets = fc.oneof({ weight: 5, arbitrary: plain }, { weight: 2, arbitrary: positional })

const count = fc.integer({ min: -3, max: 3 }).map(int)
const list = fc.array(values, { maxLength: 3 })

const pushes = fc.oneof(
  values,
  fc
    .record(
      {
        $each: list,
        $position: count,
        $slice: count,
        $sort: fc.constantFrom<unknown>(int(1), int(-1), { a: int(1) }, { b: int(-1), a: int(1) }),
      },
      { requiredKeys: ['$each'] },
    )
    .map((operand): Doc => operand),
)

const pulls = fc.oneof({ weight: 2, arbitrary: values }, { weight: 3, arbitrary: elements })

const operandOf: { [operator: string]: fc.Arbitrary<unknown> } = {
  $set: values,
  $setOnInsert: values,
  $unset: fc.constantFrom<unknown>('', int(1)),
  $inc: fc.oneof({ weight: 9, arbitrary: numbers }, scalars),
  $mul: fc.oneof({ weight: 9, arbitrary: numbers }, scalars),
  $min: values,
  $max: values,
  $rename: fc.constantFrom<unknown>('x', 'y', 'b.x', 'd.e', 'a.x', 'a.b'),
  $currentDate: fc.constantFrom<unknown>(true, { $type: 'date' }, { $type: 'timestamp' }),
  $push: pushes,
  $addToSet: fc.oneof(
    values,
    list.map((each): Doc => ({ $each: each })),
  ),
  $pull: pulls,
  $pullAll: list,
  $pop: fc.constantFrom(int(1), int(-1)),
}

const operator = (name: string): fc.Arbitrary<Doc> =>
  fc
    .uniqueArray(fc.tuple(targets, operandOf[name]!), {
      minLength: 1,
      maxLength: 2,
      selector: ([path]) => path,
    })
    .map((fields): Doc => ({ [name]: Object.fromEntries(fields) }))

const operators = fc.oneof(...Object.keys(operandOf).map(operator))

const stage: fc.Arbitrary<Doc> = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('a', 'd', 'a.b', 'b.a'),
      fc.oneof(
        fc.constantFrom<unknown>('$a', '$b', '$missing', '$$REMOVE', ['$a', '$b'], { x: '$a' }),
        scalars.map((value): Doc => ({ $literal: value })),
      ),
    )
    .map(([path, value]): Doc => ({ $set: { [path]: value } })),
  fc.constantFrom<Doc>({ $unset: 'a' }, { $unset: ['b', 'a.b'] }, { $unset: 'a.a' }),
  fc.constantFrom<Doc>(
    { $replaceWith: { _id: '$_id', x: '$a' } },
    { $replaceWith: { b: '$b' } },
    { $replaceWith: '$a' },
    { $project: { a: int(1) } },
    { $project: { 'a.b': int(0) } },
  ),
)

const updates: fc.Arbitrary<Doc | Doc[]> = fc.oneof(
  { weight: 12, arbitrary: operators },
  { weight: 3, arbitrary: fc.tuple(operators, operators).map(([x, y]): Doc => ({ ...x, ...y })) },
  { weight: 1, arbitrary: docs },
  { weight: 2, arbitrary: fc.array(stage, { minLength: 1, maxLength: 3 }) },
)

const arrayFilters = fc.tuple(elements, fc.boolean(), small).map(([test, both, value]): Doc[] => {
  const ofValue = Object.keys(test).every((name) => name !== '$or' && name.startsWith('$'))
  const fields = Object.entries(test).filter(([name]) => !name.startsWith('$'))
  const x: Doc = ofValue
    ? { x: test }
    : fields.length > 0
      ? Object.fromEntries(fields.map(([name, condition]) => [`x.${name}`, condition]))
      : { $or: [{ 'x.a': value }, { x: value }] }
  return both ? [x, { y: value }] : [x, { 'y.a': { $gte: value } }]
})

const equality = fc
  .tuple(
    fc.constantFrom('a', 'a.a', 'b.a', 'c'),
    values.filter((value) => !(value instanceof BSONRegExp)),
    fc.constantFrom('', '$eq', '$in'),
  )
  .map(([path, value, operator]): Doc => {
    if (operator === '$in') return { [path]: { $in: [value] } }
    return { [path]: operator === '' ? value : { [operator]: value } }
  })

const seeds = fc.oneof(
  fc.constant<Doc>({}),
  equality,
  fc.tuple(equality, equality).map(([x, y]): Doc => ({ $and: [x, y] })),
  fc.tuple(equality, scalars).map(([x, value]): Doc => ({ b: { $gte: value }, ...x })),
)

/** A filter that an element of the document's array `a` meets, so that `$` has a place. */
function hitting(doc: Doc, at: number): Doc {
  if (!Array.isArray(doc.a) || doc.a.length === 0) return {}
  const item: unknown = doc.a[at % doc.a.length]
  const fields = isDoc(item) ? Object.entries(item) : []
  return fields[0] ? { [`a.${fields[0][0]}`]: fields[0][1] } : { a: item }
}

/** arrayFilters come where the update names them. */
export const updateCases: fc.Arbitrary<UpdateCase> = fc
  .record({
    doc: docs,
    seed: seeds,
    filter: fc.option(filters, { freq: 4, nil: undefined }),
    at: fc.nat(2),
    update: updates,
    filterList: arrayFilters,
    upsert: fc.integer({ min: 0, max: 3 }),
  })
  .map(({ doc, seed, filter, at, update, filterList, upsert }) => {
    const text = JSON.stringify(update)
    const named = [text.includes('$[x]'), text.includes('$[y]')]
    const used = filterList.filter((_, i) => named[i])
    return {
      doc,
      filter: upsert === 0 ? seed : (filter ?? hitting(doc, at)),
      update,
      upsert: upsert === 0,
      ...(used.length > 0 ? { arrayFilters: used } : {}),
    }
  })

const safe = fc
  .tuple(
    fc.constantFrom('$set', '$unset', '$min', '$max'),
    fc.constantFrom('a', 'b', 'c', 'd'),
    values,
  )
  .map(([name, path, value]): Doc => ({ [name]: { [path]: value } }))

/** Updates of many documents that fail on none, so that their order does not matter. */
export const multiUpdates: fc.Arbitrary<UpdateCase> = fc
  .record({ filter: filters, update: safe })
  .map((each) => ({ ...each, doc: {}, upsert: false }))
