import { BSONRegExp, DBRef } from 'bson'
import { MongoError, unsupported } from '../errors'
import { isDoc, RANK, rankOf, TYPE_CODES, typeName } from '../values/kinds'
import { toNumber, toSafeInteger, toWhole } from '../values/numbers'
import { compileRegex } from './regex'
import type { Doc } from '../values/kinds'

type Comparison = 'eq' | 'gt' | 'gte' | 'lt' | 'lte'

/** A condition on one value. */
export type Test =
  | { op: Comparison; value: unknown }
  | { op: 'in'; values: unknown[]; regexes: RegexTest[] }
  | { op: 'exists'; value: boolean }
  | { op: 'type'; names: Set<string> }
  | RegexTest
  | { op: 'mod'; divisor: bigint; remainder: bigint }
  | { op: 'size'; size: number }
  | { op: 'all'; tests: Test[] }
  | { op: 'elemMatch'; node: Node }
  | { op: 'elemMatchValue'; tests: Test[] }
  | { op: 'not'; tests: Test[] }

type RegexTest = { op: 'regex'; regex: BSONRegExp; run: RegExp }

/** A parsed filter. */
export type Node =
  | { kind: 'and' | 'or' | 'nor'; nodes: Node[] }
  | { kind: 'expr'; expression: unknown }
  | { kind: 'path'; path: string; parts: string[]; test: Test }

const REFUSED = new Set(
  '$where $text $jsonSchema $geoIntersects $geoWithin $near $nearSphere $bitsAllClear $bitsAllSet $bitsAnyClear $bitsAnySet $sampleRate $rand'.split(
    ' ',
  ),
)

/** Parses a filter document. Unknown operators give BadValue, foreign ones name MONGODB_URI. */
export function parseFilter(filter: unknown): Node {
  if (!isDoc(filter)) throw new MongoError('BadValue', 'filter must be a document')
  const nodes: Node[] = []
  for (const [name, value] of Object.entries(filter)) {
    if (name.startsWith('$')) {
      const node = parseTop(name, value)
      if (node) nodes.push(node)
    } else nodes.push(...parseField(name, value))
  }
  return nodes.length === 1 ? nodes[0]! : { kind: 'and', nodes }
}

function parseTop(name: string, value: unknown): Node | undefined {
  switch (name) {
    case '$and':
    case '$or':
    case '$nor': {
      if (!Array.isArray(value) || value.length === 0) {
        throw new MongoError('BadValue', `${name} must be a nonempty array`)
      }
      if (!value.every(isDoc))
        throw new MongoError('BadValue', `${name} entries need to be full objects`)
      return { kind: name.slice(1) as 'and', nodes: value.map(parseFilter) }
    }
    case '$expr':
      return { kind: 'expr', expression: value }
    case '$comment':
      return undefined
    default:
      if (REFUSED.has(name)) throw unsupported(`query operator ${name}`, 'BadValue')
      throw new MongoError('BadValue', `unknown top level operator: ${name}`)
  }
}

/** Is `{ $gt: … }` meant, rather than a document to compare with? */
function isOperators(value: unknown): value is Doc {
  if (!isDoc(value) || value instanceof DBRef) return false
  const first = Object.keys(value)[0]
  return first !== undefined && first.startsWith('$') && first !== '$ref' && first !== '$id'
}

function parseField(path: string, value: unknown): Node[] {
  const tests = isOperators(value) ? parseTests(value) : [parseEquality(value)]
  const parts = path.split('.')
  return tests.map((test) => ({ kind: 'path', path, parts, test }))
}

function parseEquality(value: unknown): Test {
  return value instanceof BSONRegExp ? parseRegex(value, undefined) : { op: 'eq', value }
}

/** Parses `{ $gt: 1, $lt: 5 }`. */
export function parseTests(operators: Doc): Test[] {
  const tests: Test[] = []
  for (const [name, value] of Object.entries(operators)) {
    if (name === '$options') {
      if (!('$regex' in operators)) throw new MongoError('BadValue', '$options needs a $regex')
    } else if (name !== '$comment') tests.push(parseTest(name, value, operators))
  }
  return tests
}

function parseTest(name: string, value: unknown, siblings: Doc): Test {
  switch (name) {
    case '$eq':
      return { op: 'eq', value }
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      refuseRegex(name, value)
      return { op: name.slice(1) as Comparison, value }
    case '$ne':
      refuseRegex(name, value)
      return { op: 'not', tests: [{ op: 'eq', value }] }
    case '$in':
      return parseIn('$in', value)
    case '$nin':
      return { op: 'not', tests: [parseIn('$nin', value)] }
    case '$not':
      return parseNot(value)
    case '$exists':
      return { op: 'exists', value: value !== false && value !== null && toNumber(value) !== 0 }
    case '$type':
      return { op: 'type', names: parseTypes(value) }
    case '$regex':
      return parseRegex(value, siblings.$options)
    case '$mod':
      return parseMod(value)
    case '$size':
      return parseSize(value)
    case '$all':
      return parseAll(value)
    case '$elemMatch':
      return parseElemMatch(value)
    default:
      if (REFUSED.has(name)) throw unsupported(`query operator ${name}`, 'BadValue')
      throw new MongoError('BadValue', `unknown operator: ${name}`)
  }
}

function refuseRegex(name: string, value: unknown): void {
  if (value instanceof BSONRegExp)
    throw new MongoError('BadValue', `Can't have regex as arg to ${name}.`)
}

function parseIn(name: string, value: unknown): Test {
  if (!Array.isArray(value)) throw new MongoError('BadValue', `${name} needs an array`)
  const regexes: RegexTest[] = []
  const values: unknown[] = []
  for (const item of value as unknown[]) {
    if (isOperators(item)) throw new MongoError('BadValue', `cannot nest $ under ${name}`)
    if (item instanceof BSONRegExp) regexes.push(parseRegex(item, undefined))
    values.push(item)
  }
  return { op: 'in', values, regexes }
}

function parseNot(value: unknown): Test {
  if (value instanceof BSONRegExp) return { op: 'not', tests: [parseRegex(value, undefined)] }
  if (!isOperators(value)) throw new MongoError('BadValue', '$not needs a regex or a document')
  return { op: 'not', tests: parseTests(value) }
}

function parseTypes(value: unknown): Set<string> {
  const names = new Set<string>()
  for (const item of Array.isArray(value) ? (value as unknown[]) : [value]) {
    const code = toSafeInteger(item)
    const name =
      typeof item === 'string' ? item : code === undefined ? undefined : TYPE_CODES.get(code)
    const known = name === 'number' || [...TYPE_CODES.values()].includes(name ?? '')
    if (name === undefined || !known) {
      throw new MongoError('BadValue', `Unknown type name alias: ${String(item)}`)
    }
    if (name === 'number') for (const each of ['int', 'long', 'double', 'decimal']) names.add(each)
    else names.add(name)
  }
  if (names.size === 0) throw new MongoError('FailedToParse', '$type must match at least one type')
  return names
}

function parseRegex(value: unknown, options: unknown): RegexTest {
  const own = value instanceof BSONRegExp ? value : undefined
  const pattern = own?.pattern ?? value
  if (typeof pattern !== 'string') throw new MongoError('BadValue', '$regex has to be a string')
  if (options !== undefined && typeof options !== 'string') {
    throw new MongoError('BadValue', '$options has to be a string')
  }
  if (own && own.options !== '' && options !== undefined) {
    throw new MongoError(51075, 'options set in both $regex and $options')
  }
  const flags = options ?? own?.options ?? ''
  return { op: 'regex', regex: new BSONRegExp(pattern, flags), run: compileRegex(pattern, flags) }
}

function parseMod(value: unknown): Test {
  if (!Array.isArray(value)) throw new MongoError('BadValue', 'malformed mod, needs to be an array')
  if (value.length !== 2) {
    throw new MongoError(
      'BadValue',
      `malformed mod, ${value.length < 2 ? 'not enough' : 'too many'} elements`,
    )
  }
  const [divisor, remainder] = (value as unknown[]).map((item) => {
    if (rankOf(item) !== RANK.number)
      throw new MongoError('BadValue', 'malformed mod, not a number')
    const number = Math.trunc(toNumber(item))
    if (!Number.isFinite(number))
      throw new MongoError('BadValue', 'malformed mod, not a finite number')
    return toWhole(item) ?? BigInt(number)
  }) as [bigint, bigint]
  if (divisor === 0n) throw new MongoError('BadValue', 'divisor cannot be 0')
  return { op: 'mod', divisor, remainder }
}

function parseSize(value: unknown): Test {
  const size = toSafeInteger(value)
  if (size === undefined || rankOf(value) !== RANK.number) {
    throw new MongoError(
      'FailedToParse',
      `Failed to parse $size. Expected an integer: ${typeName(value)}`,
    )
  }
  if (size < 0) throw new MongoError('BadValue', '$size may not be negative')
  return { op: 'size', size }
}

function parseAll(value: unknown): Test {
  if (!Array.isArray(value)) throw new MongoError('BadValue', '$all needs an array')
  const tests = (value as unknown[]).map((item): Test => {
    if (!isOperators(item)) return parseEquality(item)
    if ('$elemMatch' in item) return parseElemMatch(item.$elemMatch)
    throw new MongoError('BadValue', 'no $ expressions in $all')
  })
  return { op: 'all', tests }
}

function parseElemMatch(value: unknown): Test {
  if (!isDoc(value)) throw new MongoError('BadValue', '$elemMatch needs an Object')
  const first = Object.keys(value)[0]
  const logical = first === '$and' || first === '$or' || first === '$nor' || first === '$expr'
  return isOperators(value) && !logical
    ? { op: 'elemMatchValue', tests: parseTests(value) }
    : { op: 'elemMatch', node: parseFilter(value) }
}
