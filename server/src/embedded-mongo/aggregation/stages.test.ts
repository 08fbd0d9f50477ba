import { EJSON } from 'bson'
import { MongoServerError } from 'mongodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEngines } from '../test-support/both-engines'
import type { Collection, Document } from 'mongodb'
import type { Engines } from '../test-support/both-engines'

let engines: Engines

beforeAll(async () => {
  engines = await startEngines('stages', process.env.MONGODB_URI)
  for (const db of [engines.own, engines.other]) {
    await db?.collection<Document>('people').insertMany(PEOPLE)
    await db?.collection<Document>('sales').insertMany(SALES)
  }
}, 60_000)

afterAll(() => engines.close())

/** Who reports to whom; the office has two heads, and one person reports to two. */
const PEOPLE: Document[] = [
  { _id: 1, name: 'Xu' },
  { _id: 2, name: 'Yu', boss: 1 },
  { _id: 3, name: 'Zhu', boss: [1, 2] },
  { _id: 4, name: 'Wu', boss: 3, away: true },
  { _id: 5, name: 'Hu', boss: 4 },
  { _id: 6, name: 'Lu', boss: null },
]

const SALES: Document[] = [
  { _id: 1, who: 'a', day: 1, n: 4, tags: ['x', 'y'], at: { items: [1, 2] } },
  { _id: 2, who: 'a', day: 2, n: 1, tags: [], at: { items: 3 } },
  { _id: 3, who: 'a', day: 2, n: 7, at: { items: [] } },
  { _id: 4, who: 'b', day: 1, n: 7, tags: ['x'], at: [{ items: [1] }] },
  { _id: 5, who: 'b', day: 3, n: 2.5, tags: null },
  { _id: 6, day: 9, n: null, tags: 'z' },
]

type Row = { says: string; on: 'people' | 'sales'; pipeline: string; gives: string }

/** Runs a pipeline; gives relaxed extended JSON, or the error's code and message. */
async function run(items: Collection, pipeline: string): Promise<string> {
  try {
    return EJSON.stringify(await items.aggregate(EJSON.parse(pipeline) as Document[]).toArray())
  } catch (error) {
    if (!(error instanceof MongoServerError)) throw error
    return `error ${Number(error.code)}${error.message.includes('MONGODB_URI') ? ' refused' : ''}`
  }
}

/** What MongoDB gives; both engines must. */
const RESULTS: readonly Row[] = [
  {
    says: 'walks up, through arrays, nearest first',
    on: 'people',
    pipeline:
      '[{"$graphLookup":{"from":"people","startWith":"$boss","connectFromField":"boss","connectToField":"_id","as":"over","depthField":"up"}},{"$unwind":"$over"},{"$sort":{"_id":1,"over._id":1}},{"$project":{"o":"$over._id","up":"$over.up"}}]',
    gives:
      '[{"_id":2,"o":1,"up":0},{"_id":3,"o":1,"up":0},{"_id":3,"o":2,"up":0},{"_id":4,"o":1,"up":1},{"_id":4,"o":2,"up":1},{"_id":4,"o":3,"up":0},{"_id":5,"o":1,"up":2},{"_id":5,"o":2,"up":2},{"_id":5,"o":3,"up":1},{"_id":5,"o":4,"up":0}]',
  },
  {
    says: 'walks down to a depth',
    on: 'people',
    pipeline:
      '[{"$match":{"_id":1}},{"$graphLookup":{"from":"people","startWith":"$_id","connectFromField":"_id","connectToField":"boss","as":"under","maxDepth":1}},{"$unwind":"$under"},{"$sort":{"under._id":1}},{"$project":{"u":"$under._id"}}]',
    gives: '[{"_id":1,"u":2},{"_id":1,"u":3},{"_id":1,"u":4}]',
  },
  {
    says: 'keeps to a filter on its way',
    on: 'people',
    pipeline:
      '[{"$match":{"_id":1}},{"$graphLookup":{"from":"people","startWith":"$_id","connectFromField":"_id","connectToField":"boss","as":"under","restrictSearchWithMatch":{"away":{"$ne":true}}}},{"$project":{"n":{"$size":"$under"}}}]',
    gives: '[{"_id":1,"n":2}]',
  },
  {
    says: 'finds nothing in no collection',
    on: 'people',
    pipeline:
      '[{"$match":{"_id":1}},{"$graphLookup":{"from":"nowhere","startWith":"$_id","connectFromField":"_id","connectToField":"boss","as":"deep.under"}},{"$project":{"deep":1}}]',
    gives: '[{"_id":1,"deep":{"under":[]}}]',
  },
  {
    says: 'takes all when there are fewer',
    on: 'people',
    pipeline: '[{"$sample":{"size":10}},{"$sort":{"_id":1}},{"$project":{"_id":1}}]',
    gives: '[{"_id":1},{"_id":2},{"_id":3},{"_id":4},{"_id":5},{"_id":6}]',
  },
  {
    says: 'takes as many as asked, each once',
    on: 'people',
    pipeline:
      '[{"$sample":{"size":3}},{"$group":{"_id":null,"ids":{"$addToSet":"$_id"}}},{"$project":{"_id":0,"n":{"$size":"$ids"}}}]',
    gives: '[{"n":3}]',
  },
  {
    says: 'counts by ranges, the rest apart',
    on: 'sales',
    pipeline: '[{"$bucket":{"groupBy":"$n","boundaries":[0,4,8],"default":"none"}}]',
    gives: '[{"_id":0,"count":2},{"_id":4,"count":3},{"_id":"none","count":1}]',
  },
  {
    says: 'works out fields for each range',
    on: 'sales',
    pipeline:
      '[{"$match":{"_id":{"$lt":6}}},{"$bucket":{"groupBy":{"$multiply":["$n",2]},"boundaries":[0,8,100],"output":{"most":{"$max":"$n"},"who":{"$push":"$who"}}}}]',
    gives: '[{"_id":0,"most":2.5,"who":["a","b"]},{"_id":8,"most":7,"who":["a","a","b"]}]',
  },
  {
    says: 'takes a default below all ranges',
    on: 'sales',
    pipeline:
      '[{"$bucket":{"groupBy":"$n","boundaries":[0,4,8],"default":-1,"output":{"ids":{"$push":"$_id"}}}}]',
    gives: '[{"_id":-1,"ids":[6]},{"_id":0,"ids":[2,5]},{"_id":4,"ids":[1,3,4]}]',
  },
  {
    says: 'opens arrays, and takes other values as they are',
    on: 'sales',
    pipeline: '[{"$unwind":"$tags"},{"$project":{"tags":1}},{"$sort":{"_id":1}}]',
    gives: '[{"_id":1,"tags":"x"},{"_id":1,"tags":"y"},{"_id":4,"tags":"x"},{"_id":6,"tags":"z"}]',
  },
  {
    says: 'keeps what is empty, with places',
    on: 'sales',
    pipeline:
      '[{"$unwind":{"path":"$tags","includeArrayIndex":"i","preserveNullAndEmptyArrays":true}},{"$project":{"tags":1,"i":1}},{"$sort":{"_id":1,"i":1}}]',
    gives:
      '[{"_id":1,"tags":"x","i":0},{"_id":1,"tags":"y","i":1},{"_id":2,"i":null},{"_id":3,"i":null},{"_id":4,"tags":"x","i":0},{"_id":5,"tags":null,"i":null},{"_id":6,"tags":"z","i":null}]',
  },
  {
    says: 'goes through documents, not through arrays',
    on: 'sales',
    pipeline: '[{"$unwind":"$at.items"},{"$project":{"at":1}},{"$sort":{"_id":1,"at.items":1}}]',
    gives: '[{"_id":1,"at":{"items":1}},{"_id":1,"at":{"items":2}},{"_id":2,"at":{"items":3}}]',
  },
  {
    says: 'groups with every kind of count',
    on: 'sales',
    pipeline:
      '[{"$group":{"_id":"$who","n":{"$sum":"$n"},"avg":{"$avg":"$n"},"c":{"$count":{}},"f":{"$first":"$day"},"l":{"$last":"$day"},"all":{"$push":"$tags"}}},{"$sort":{"_id":1}}]',
    gives:
      '[{"_id":null,"n":0,"avg":null,"c":1,"f":9,"l":9,"all":["z"]},{"_id":"a","n":12,"avg":4,"c":3,"f":1,"l":2,"all":[["x","y"],[]]},{"_id":"b","n":9.5,"avg":4.75,"c":2,"f":1,"l":3,"all":[["x"],null]}]',
  },
  {
    says: 'counts by value',
    on: 'sales',
    pipeline: '[{"$sortByCount":"$day"},{"$match":{"count":2}},{"$sort":{"_id":1}}]',
    gives: '[{"_id":1,"count":2},{"_id":2,"count":2}]',
  },
  {
    says: 'answers several questions at once',
    on: 'sales',
    pipeline:
      '[{"$facet":{"a":[{"$match":{"who":"a"}},{"$count":"n"}],"b":[{"$sort":{"n":-1,"_id":1}},{"$limit":2},{"$project":{"n":1}}],"c":[]}},{"$project":{"a":1,"b":1,"c":{"$size":"$c"}}}]',
    gives: '[{"a":[{"n":3}],"b":[{"_id":3,"n":7},{"_id":4,"n":7}],"c":6}]',
  },
  {
    says: 'puts another collection behind',
    on: 'sales',
    pipeline:
      '[{"$unionWith":{"coll":"people","pipeline":[{"$match":{"_id":{"$lt":3}}}]}},{"$count":"n"}]',
    gives: '[{"n":8}]',
  },
  {
    says: 'sums up to each document, and around it',
    on: 'sales',
    pipeline:
      '[{"$setWindowFields":{"partitionBy":"$who","sortBy":{"day":1,"_id":1},"output":{"sum":{"$sum":"$n","window":{"documents":["unbounded","current"]}},"near":{"$push":"$n","window":{"documents":[-1,1]}},"rest":{"$max":"$n","window":{"documents":["current","unbounded"]}}}}},{"$project":{"who":1,"sum":1,"near":1,"rest":1}}]',
    gives:
      '[{"_id":6,"sum":0,"near":[null],"rest":null},{"_id":1,"who":"a","sum":4,"near":[4,1],"rest":7},{"_id":2,"who":"a","sum":5,"near":[4,1,7],"rest":7},{"_id":3,"who":"a","sum":12,"near":[1,7],"rest":7},{"_id":4,"who":"b","sum":7,"near":[7,2.5],"rest":7},{"_id":5,"who":"b","sum":9.5,"near":[7,2.5],"rest":2.5}]',
  },
  {
    says: 'ranks with ties',
    on: 'sales',
    pipeline:
      '[{"$setWindowFields":{"partitionBy":"$who","sortBy":{"day":-1},"output":{"r":{"$rank":{}},"d":{"$denseRank":{}},"no":{"$documentNumber":{}}}}},{"$sort":{"_id":1}},{"$project":{"r":1,"d":1}}]',
    gives:
      '[{"_id":1,"r":3,"d":2},{"_id":2,"r":1,"d":1},{"_id":3,"r":1,"d":1},{"_id":4,"r":2,"d":2},{"_id":5,"r":1,"d":1},{"_id":6,"r":1,"d":1}]',
  },
  {
    says: 'looks back and ahead',
    on: 'sales',
    pipeline:
      '[{"$setWindowFields":{"sortBy":{"_id":1},"output":{"before.n":{"$shift":{"output":"$n","by":-1}},"after":{"$shift":{"output":"$n","by":2,"default":"end"}}}}},{"$project":{"before":1,"after":1}}]',
    gives:
      '[{"_id":1,"before":{"n":null},"after":7},{"_id":2,"before":{"n":4},"after":7},{"_id":3,"before":{"n":1},"after":2.5},{"_id":4,"before":{"n":7},"after":null},{"_id":5,"before":{"n":7},"after":"end"},{"_id":6,"before":{"n":2.5},"after":"end"}]',
  },
  {
    says: 'takes windows that lie outside',
    on: 'sales',
    pipeline:
      '[{"$setWindowFields":{"sortBy":{"_id":1},"output":{"sum":{"$sum":"$n","window":{"documents":[2,3]}},"avg":{"$avg":"$n","window":{"documents":[2,3]}},"min":{"$min":"$n","window":{"documents":[-3,-2]}},"first":{"$first":"$n","window":{"documents":[2,3]}},"last":{"$last":"$n","window":{"documents":[-1,0]}},"c":{"$count":{},"window":{"documents":[-1,0]}}}}},{"$project":{"sum":1,"avg":1,"min":1,"first":1,"last":1,"c":1}}]',
    gives:
      '[{"_id":1,"sum":14,"avg":7,"min":null,"first":7,"last":4,"c":1},{"_id":2,"sum":9.5,"avg":4.75,"min":null,"first":7,"last":1,"c":2},{"_id":3,"sum":2.5,"avg":2.5,"min":4,"first":2.5,"last":7,"c":2},{"_id":4,"sum":0,"avg":null,"min":1,"first":null,"last":7,"c":2},{"_id":5,"sum":0,"avg":null,"min":1,"first":null,"last":2.5,"c":2},{"_id":6,"sum":0,"avg":null,"min":7,"first":null,"last":null,"c":2}]',
  },
  {
    says: 'works without an order',
    on: 'sales',
    pipeline:
      '[{"$setWindowFields":{"partitionBy":"$who","output":{"total":{"$sum":"$n"},"c":{"$count":{}},"days":{"$addToSet":"$day"}}}},{"$sort":{"_id":1}},{"$project":{"total":1,"c":1,"d":{"$size":"$days"}}}]',
    gives:
      '[{"_id":1,"total":12,"c":3,"d":2},{"_id":2,"total":12,"c":3,"d":2},{"_id":3,"total":12,"c":3,"d":2},{"_id":4,"total":9.5,"c":2,"d":2},{"_id":5,"total":9.5,"c":2,"d":2},{"_id":6,"total":0,"c":1,"d":1}]',
  },
  {
    says: 'joins by field, through arrays',
    on: 'sales',
    pipeline:
      '[{"$lookup":{"from":"people","localField":"day","foreignField":"boss","as":"p"}},{"$sort":{"_id":1}},{"$project":{"p":"$p._id"}}]',
    gives:
      '[{"_id":1,"p":[2,3]},{"_id":2,"p":[3]},{"_id":3,"p":[3]},{"_id":4,"p":[2,3]},{"_id":5,"p":[4]},{"_id":6,"p":[]}]',
  },
  {
    says: 'joins by a pipeline with variables',
    on: 'sales',
    pipeline:
      '[{"$match":{"_id":1}},{"$lookup":{"from":"people","let":{"d":"$day"},"pipeline":[{"$match":{"$expr":{"$gt":["$_id","$$d"]}}},{"$project":{"_id":1}},{"$sort":{"_id":-1}},{"$limit":2}],"as":"p"}},{"$project":{"p":1}}]',
    gives: '[{"_id":1,"p":[{"_id":6},{"_id":5}]}]',
  },
  {
    says: 'sorts, skips and limits',
    on: 'sales',
    pipeline: '[{"$sort":{"n":-1,"_id":-1}},{"$skip":1},{"$limit":3},{"$project":{"n":1}}]',
    gives: '[{"_id":3,"n":7},{"_id":1,"n":4},{"_id":5,"n":2.5}]',
  },
  {
    says: 'replaces documents',
    on: 'sales',
    pipeline:
      '[{"$replaceWith":{"id":"$_id","at":"$at.items"}},{"$unset":"at"},{"$match":{"id":{"$gt":4}}},{"$sort":{"id":1}}]',
    gives: '[{"id":5},{"id":6}]',
  },
]

/** MongoDB's errors by code; the second engine has codes of its own, so only that it fails counts there. */
const ERRORS: readonly (readonly [code: number, pipeline: string])[] = [
  [40066, '[{"$bucket":{"groupBy":"$n","boundaries":[0,4]}}]'],
  [40201, '[{"$bucket":3}]'],
  [40198, '[{"$bucket":{"groupBy":"$n"}}]'],
  [40200, '[{"$bucket":{"groupBy":"$n","boundaries":3}}]'],
  [40192, '[{"$bucket":{"groupBy":"$n","boundaries":[3]}}]'],
  [40191, '[{"$bucket":{"groupBy":"$n","boundaries":["$n",5]}}]'],
  [40193, '[{"$bucket":{"groupBy":"$n","boundaries":[3,"a"]}}]'],
  [40194, '[{"$bucket":{"groupBy":"$n","boundaries":[3,3]}}]'],
  [40195, '[{"$bucket":{"groupBy":"$n","boundaries":[3,5],"default":"$x"}}]'],
  [40199, '[{"$bucket":{"groupBy":"$n","boundaries":[3,5],"default":4}}]'],
  [40196, '[{"$bucket":{"groupBy":"$n","boundaries":[3,5],"output":4}}]'],
  [40197, '[{"$bucket":{"groupBy":"$n","boundaries":[3,5],"nope":4}}]'],
  [28745, '[{"$sample":3}]'],
  [28749, '[{"$sample":{}}]'],
  [28746, '[{"$sample":{"size":"x"}}]'],
  [28747, '[{"$sample":{"size":0}}]'],
  [28748, '[{"$sample":{"size":3,"x":1}}]'],
  [9, '[{"$graphLookup":3}]'],
  [40105, '[{"$graphLookup":{"from":"people"}}]'],
  [
    40103,
    '[{"$graphLookup":{"from":"people","startWith":"$a","connectFromField":"a","connectToField":"_id","as":3}}]',
  ],
  [
    40100,
    '[{"$graphLookup":{"from":"people","startWith":"$a","connectFromField":"a","connectToField":"_id","as":"t","maxDepth":"x"}}]',
  ],
  [
    40101,
    '[{"$graphLookup":{"from":"people","startWith":"$a","connectFromField":"a","connectToField":"_id","as":"t","maxDepth":-1}}]',
  ],
  [
    40102,
    '[{"$graphLookup":{"from":"people","startWith":"$a","connectFromField":"a","connectToField":"_id","as":"t","maxDepth":1.5}}]',
  ],
  [
    40104,
    '[{"$graphLookup":{"from":"people","startWith":"$a","connectFromField":"a","connectToField":"_id","as":"t","nope":1}}]',
  ],
  [
    40185,
    '[{"$graphLookup":{"from":"people","startWith":"$a","connectFromField":"a","connectToField":"_id","as":"t","restrictSearchWithMatch":1}}]',
  ],
  [9, '[{"$setWindowFields":3}]'],
  [40414, '[{"$setWindowFields":{"sortBy":{"n":1}}}]'],
  [14, '[{"$setWindowFields":{"output":3}}]'],
  [40415, '[{"$setWindowFields":{"nope":3,"output":{}}}]'],
  [
    5339901,
    '[{"$setWindowFields":{"output":{"s":{"$sum":"$n","window":{"documents":["unbounded","current"]}}}}}]',
  ],
  [
    5339900,
    '[{"$setWindowFields":{"sortBy":{"n":1},"output":{"s":{"$sum":"$n","window":{"documents":[1,-1]}}}}}]',
  ],
  [
    9,
    '[{"$setWindowFields":{"sortBy":{"n":1},"output":{"s":{"$sum":"$n","window":{"documents":[1]}}}}}]',
  ],
  [
    9,
    '[{"$setWindowFields":{"sortBy":{"n":1},"output":{"s":{"$sum":"$n","window":{"documents":[1.5,2]}}}}}]',
  ],
  [9, '[{"$setWindowFields":{"sortBy":{"n":1},"output":{"s":{"$sum":"$n","window":3}}}}]'],
  [9, '[{"$setWindowFields":{"sortBy":{"n":1},"output":{"s":{"$sum":"$n","nope":3}}}}]'],
  [
    31249,
    '[{"$setWindowFields":{"sortBy":{"n":1},"output":{"a":{"$sum":1},"a.b":{"$sum":"$n"}}}}]',
  ],
  [5371602, '[{"$setWindowFields":{"output":{"s":{"$rank":{}}}}}]'],
  [
    5371601,
    '[{"$setWindowFields":{"sortBy":{"n":1},"output":{"s":{"$rank":{},"window":{"documents":[0,1]}}}}}]',
  ],
  [9, '[{"$setWindowFields":{"output":{"s":{"$shift":{"output":"$n","by":1}}}}}]'],
  [
    9,
    '[{"$setWindowFields":{"sortBy":{"n":1},"output":{"s":{"$shift":{"output":"$n","by":"x"}}}}}]',
  ],
  [14, '[{"$setWindowFields":{"partitionBy":"$tags","output":{"s":{"$sum":"$n"}}}}]'],
  [28822, '[{"$unwind":{"path":"$tags","includeArrayIndex":"$i"}}]'],
  [28818, '[{"$unwind":"tags"}]'],
  [15958, '[{"$limit":0}]'],
  [15956, '[{"$skip":-1}]'],
  [40158, '[{"$count":"$n"}]'],
  [40149, '[{"$sortByCount":3}]'],
  [15976, '[{"$sort":{}}]'],
  [40600, '[{"$facet":{"a":[{"$facet":{"b":[]}}]}}]'],
  [40169, '[{"$facet":{}}]'],
  [40601, '[{"$out":"x"},{"$match":{}}]'],
  [15955, '[{"$group":{"n":1}}]'],
  [40234, '[{"$group":{"_id":1,"n":3}}]'],
  [40324, '[{"$nope":1}]'],
]

/** What a MongoDB can do and this store cannot: MongoDB's code, and the way out by name. */
const REFUSED: readonly (readonly [code: number, pipeline: string])[] = [
  [
    9,
    '[{"$setWindowFields":{"sortBy":{"n":1},"output":{"s":{"$sum":"$n","window":{"range":[-1,1]}}}}}]',
  ],
  [9, '[{"$setWindowFields":{"sortBy":{"n":1},"output":{"s":{"$stdDevPop":"$n"}}}}]'],
  [15952, '[{"$group":{"_id":null,"s":{"$stdDevPop":"$n"}}}]'],
  [40324, '[{"$densify":{"field":"n","range":{"step":1,"bounds":"full"}}}]'],
  [2, '[{"$match":{"$where":"1"}}]'],
]

describe('stages', () => {
  it.each(RESULTS)('$says', async ({ on, pipeline, gives }) => {
    expect(await run(engines.own.collection(on), pipeline)).toBe(gives)
    if (engines.other) expect(await run(engines.other.collection(on), pipeline)).toBe(gives)
  })

  it.each(ERRORS)('fail with %i: %s', async (code, pipeline) => {
    expect(await run(engines.own.collection('sales'), pipeline)).toBe(`error ${code}`)
    if (engines.other)
      expect(await run(engines.other.collection('sales'), pipeline)).toMatch(/^error/)
  })

  it.each(REFUSED)('are refused with %i: %s', async (code, pipeline) => {
    expect(await run(engines.own.collection('sales'), pipeline)).toBe(`error ${code} refused`)
  })
})

describe('an output stage', () => {
  it('merges more documents than one job takes', async () => {
    for (const db of [engines.own, engines.other]) {
      if (!db) continue
      const rows = Array.from({ length: 250 }, (_, _id): Document => ({ _id, n: 1 }))
      await db.collection<Document>('many').insertMany(rows)
      await db.collection('sum').insertMany([{ _id: 249, old: true }] as Document[])
      const merge = { into: 'sum', whenMatched: 'merge', whenNotMatched: 'insert' }
      await db
        .collection('many')
        .aggregate([{ $merge: merge }])
        .toArray()
      expect(await db.collection('sum').countDocuments({ n: 1 })).toBe(250)
      expect(await db.collection('sum').findOne({ old: true })).toEqual({
        _id: 249,
        old: true,
        n: 1,
      })
    }
  })
})
