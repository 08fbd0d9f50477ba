import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  DBRef,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
} from 'bson'

/** A BSON document as decoded here: numbers stay `Int32`, `Double`, `Long` or `Decimal128`. */
export type Doc = { [field: string]: unknown }

/** MongoDB's order of types. Values of different rank compare by rank alone. */
export const RANK = {
  minKey: 1,
  missing: 3,
  null: 5,
  number: 10,
  string: 15,
  object: 20,
  array: 25,
  binData: 30,
  objectId: 35,
  bool: 40,
  date: 45,
  timestamp: 47,
  regex: 50,
  code: 60,
  codeWithScope: 65,
  maxKey: 127,
} as const

type BsonTag = { _bsontype?: string }

const RANK_OF_TAG: { [tag: string]: number | undefined } = {
  Int32: RANK.number,
  Double: RANK.number,
  Long: RANK.number,
  Decimal128: RANK.number,
  ObjectId: RANK.objectId,
  Binary: RANK.binData,
  UUID: RANK.binData,
  Timestamp: RANK.timestamp,
  BSONRegExp: RANK.regex,
  BSONSymbol: RANK.string,
  Code: RANK.code,
  MinKey: RANK.minKey,
  MaxKey: RANK.maxKey,
  DBRef: RANK.object,
}

/** The place of a value in MongoDB's order of types; `undefined` is a missing field. */
export function rankOf(value: unknown): number {
  switch (typeof value) {
    case 'string':
      return RANK.string
    case 'number':
    case 'bigint':
      return RANK.number
    case 'boolean':
      return RANK.bool
    case 'undefined':
      return RANK.missing
    case 'object':
      break
    default:
      throw new TypeError(`not a BSON value: ${typeof value}`)
  }
  if (value === null) return RANK.null
  if (Array.isArray(value)) return RANK.array
  const tag = (value as BsonTag)._bsontype
  if (typeof tag === 'string') {
    if (value instanceof Code && value.scope) return RANK.codeWithScope
    return RANK_OF_TAG[tag] ?? RANK.object
  }
  return value instanceof Date ? RANK.date : RANK.object
}

/** Is it an embedded document (not an array, not a BSON scalar)? */
export function isDoc(value: unknown): value is Doc {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    rankOf(value) === RANK.object
  )
}

/** A document's entries; a DBRef counts as the document it is on disk. */
export function entriesOf(doc: Doc): [string, unknown][] {
  return doc instanceof DBRef ? Object.entries(doc.toJSON()) : Object.entries(doc)
}

/** Is it null or missing? */
export function isNullish(value: unknown): value is null | undefined {
  return value === null || value === undefined
}

const NAME_OF_RANK = new Map<number, string>([
  ...Object.entries(RANK).map(([name, rank]) => [rank, name] as const),
  [RANK.code, 'javascript'],
  [RANK.codeWithScope, 'javascriptWithScope'],
])

/** MongoDB's name of a value's type, as `$type` and error messages use it. */
export function typeName(value: unknown): string {
  const rank = rankOf(value)
  if (rank !== RANK.number)
    return value instanceof BSONSymbol ? 'symbol' : (NAME_OF_RANK.get(rank) ?? 'object')
  if (value instanceof Double) return 'double'
  if (value instanceof Int32) return 'int'
  if (value instanceof Decimal128) return 'decimal'
  if (value instanceof Long || typeof value === 'bigint') return 'long'
  return Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31 ? 'int' : 'double'
}

/** The numbers that `$type` takes, with their names. */
export const TYPE_CODES: ReadonlyMap<number, string> = new Map([
  [1, 'double'],
  [2, 'string'],
  [3, 'object'],
  [4, 'array'],
  [5, 'binData'],
  [7, 'objectId'],
  [8, 'bool'],
  [9, 'date'],
  [10, 'null'],
  [11, 'regex'],
  [13, 'javascript'],
  [14, 'symbol'],
  [15, 'javascriptWithScope'],
  [16, 'int'],
  [17, 'timestamp'],
  [18, 'long'],
  [19, 'decimal'],
  [-1, 'minKey'],
  [127, 'maxKey'],
])

/** What an aggregation or query takes for true: not false, null, missing or a zero. */
export function truthy(value: unknown): boolean {
  if (isNullish(value) || value === false) return false
  if (rankOf(value) !== RANK.number) return true
  if (value instanceof Long) return !value.isZero()
  if (value instanceof Decimal128) return Number(value.toString()) !== 0
  return (value instanceof Int32 || value instanceof Double ? value.value : Number(value)) !== 0
}

export {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
}
