import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { MongoError } from '../errors'
import { sizeOfDoc } from '../query/budget'
import { PAUSE } from '../query/pace'
import { parseSort, sortStream } from '../shape/sort'
import { Int32 } from '../values/kinds'
import { compilePipeline } from './pipeline'
import type { Pause } from '../query/pace'
import type { Doc } from '../values/kinds'
import type { Context } from './stage'

const DOCS = 4_096
const LIST = Array.from({ length: 2_000 }, (_, i) => new Int32(i))

function* documents(count: number): Generator<Doc> {
  for (let i = 0; i < count; i += 1)
    yield { _id: new Int32(i), n: new Int32((i * 7919) % count), up: new Int32(i - 1) }
}

const context: Context = {
  vars: {},
  compile: compilePipeline,
  *read() {
    yield* documents(50)
  },
}

/** Each look at the clock takes a millisecond: who never looks never pauses. */
beforeEach(() => {
  let now = 0
  vi.spyOn(performance, 'now').mockImplementation(() => now++)
})

afterEach(() => {
  vi.restoreAllMocks()
})

type Step = 'in' | 'out' | Pause

/** What happens, in order: documents going in and coming out, and pauses. */
function trace(pipeline: readonly unknown[], source: Iterable<Doc>): Step[] {
  const steps: Step[] = []
  function* input(): Generator<Doc> {
    for (const doc of source) {
      steps.push('in')
      yield doc
    }
  }
  for (const doc of compilePipeline(pipeline, context)(input()))
    steps.push(doc === PAUSE ? PAUSE : 'out')
  return steps
}

/** The most documents that went by between two pauses. */
function longestRun(steps: readonly Step[]): number {
  let [longest, run] = [0, 0]
  for (const step of steps) {
    run = step === PAUSE ? 0 : run + 1
    longest = Math.max(longest, run)
  }
  return longest
}

const window = { documents: ['unbounded', 'current'] }

/** Each stage, with how many pauses it needs between its last document in and its first one out. */
const STAGES: readonly (readonly [name: string, pipeline: Doc[], within: number])[] = [
  ['$match', [{ $match: { n: { $lt: new Int32(0) } } }], 0],
  ['$project', [{ $project: { n: new Int32(1) } }], 0],
  ['$group', [{ $group: { _id: '$_id', n: { $push: '$n' } } }], 0],
  ['$sort', [{ $sort: { n: new Int32(1) } }], 2],
  ['$count', [{ $sort: { n: new Int32(1) } }, { $count: 'n' }], 10],
  ['$sortByCount', [{ $sortByCount: '$n' }], 10],
  ['$bucket', [{ $bucket: { groupBy: '$n', boundaries: [new Int32(0), new Int32(9_999)] } }], 0],
  ['$sample', [{ $sample: { size: new Int32(3_000) } }], 0],
  ['$facet', [{ $facet: { a: [], b: [{ $match: {} }] } }], 200],
  ['$unwind', [{ $limit: new Int32(2) }, { $set: { n: LIST } }, { $unwind: '$n' }], 0],
  [
    '$unwind into nothing',
    [{ $limit: new Int32(2) }, { $set: { n: LIST } }, { $unwind: '$n' }, { $count: 'n' }],
    200,
  ],
  [
    '$lookup',
    [
      { $limit: new Int32(40) },
      { $lookup: { from: 'x', localField: 'n', foreignField: '_id', as: 'x' } },
    ],
    0,
  ],
  [
    '$graphLookup',
    [
      { $limit: new Int32(1) },
      {
        $graphLookup: {
          from: 'x',
          startWith: '$n',
          connectFromField: 'up',
          connectToField: '_id',
          as: 'x',
        },
      },
    ],
    4,
  ],
  ['$unionWith', [{ $unionWith: 'x' }], 0],
  [
    '$setWindowFields',
    [
      {
        $setWindowFields: {
          sortBy: { n: new Int32(1) },
          output: { s: { $sum: '$n', window }, r: { $rank: {} } },
        },
      },
    ],
    400,
  ],
  ['$setWindowFields in no order', [{ $setWindowFields: { output: { s: { $sum: '$n' } } } }], 400],
]

describe('a stage', () => {
  it.each(STAGES)('%s lets others run', (_name, pipeline, within) => {
    const steps = trace(pipeline, documents(DOCS))
    expect(longestRun(steps)).toBeLessThanOrEqual(64)
    const between = steps.slice(steps.lastIndexOf('in'), steps.indexOf('out') + 1 || undefined)
    expect(between.filter((step) => step === PAUSE).length).toBeGreaterThanOrEqual(within)
  })
})

describe('memory', () => {
  const text = 'x'.repeat(1024 * 1024)
  /** So many documents of one megabyte, all sharing one string here. */
  function* big(count: number): Generator<Doc> {
    for (let i = 0; i < count; i += 1) yield { _id: new Int32(i), text }
  }

  it.each([
    ['$sort', [{ $sort: { _id: new Int32(-1) } }]],
    ['$group', [{ $group: { _id: null, all: { $push: '$text' } } }]],
    ['$group', [{ $group: { _id: { text: '$text', id: '$_id' } } }]],
    ['$group', [{ $group: { _id: null, all: { $addToSet: '$$ROOT' } } }]],
    ['$facet', [{ $facet: { n: [{ $count: 'n' }] } }]],
    ['$sample', [{ $sample: { size: new Int32(200) } }]],
    ['$setWindowFields', [{ $setWindowFields: { output: { n: { $sum: '$_id' } } } }]],
  ])('of %s ends at 100 MB', (name, pipeline) => {
    const counted = (count: number): number => {
      const steps = [...compilePipeline([...pipeline, { $count: 'n' }], context)(big(count))]
      return steps.filter((step) => step !== PAUSE).length
    }
    expect(counted(40)).toBe(1)
    const error: unknown = (() => {
      try {
        return counted(101)
      } catch (reason) {
        return reason
      }
    })()
    expect(error).toBeInstanceOf(MongoError)
    expect(error).toMatchObject({ code: 292, codeName: 'QueryExceededMemoryLimitNoDiskUseAllowed' })
    expect(String(error)).toMatch(new RegExp(`^MongoError: \\${name} .* set MONGODB_URI`))
  })

  it('of a sort with a limit counts only what it keeps', () => {
    const job = {
      fields: parseSort({ _id: new Int32(-1) }),
      docOf: (doc: Doc) => doc,
      sizeOf: sizeOfDoc,
    }
    const last = [...sortStream(big(300), { ...job, limit: 3 })].filter((doc) => doc !== PAUSE)
    expect(last.map((doc) => doc._id)).toEqual([299, 298, 297].map((id) => new Int32(id)))
    expect(() => [...sortStream(big(300), { ...job, limit: 120 })]).toThrow('MONGODB_URI')
  })
})
