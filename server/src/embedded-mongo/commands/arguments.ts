import { MongoError, unsupported } from '../errors'
import { decodeFromClient } from '../values/bson'
import { isDoc, isNullish, truthy, typeName } from '../values/kinds'
import { toSafeInteger } from '../values/numbers'
import type { Doc } from '../values/kinds'
import type { Call, Command } from './engine'

/** A document of a batch, with its bytes when it came as a sequence of its own. */
export type Given = { doc: Doc; bytes: Buffer | undefined }

/**
 * What a field of a command may hold. `refused` is what MongoDB knows and this store does not, unless
 * it says no; `any` is looked at by the command itself, or may be without effect here.
 */
type Kinds = {
  any: unknown
  collation: undefined
  count: number
  doc: Doc
  docs: Given[]
  flag: boolean
  list: unknown[]
  refused: undefined
  text: string
}

/** The fields that a command, or a statement in it, knows. `docs`, `list` and `text` must be there. */
type Fields = Readonly<Record<string, keyof Kinds>>
type Required = 'docs' | 'list' | 'text'

/** What was given; `undefined` for a field that is missing or null. */
export type Values<F extends Fields> = {
  [K in keyof F]: F[K] extends Required ? Kinds[F[K]] : Kinds[F[K]] | undefined
}

/** What every command may carry besides its own fields. */
const COMMON = {
  $clusterTime: 'any',
  $db: 'any',
  $readPreference: 'any',
  apiDeprecationErrors: 'any',
  apiStrict: 'any',
  apiVersion: 'any',
  autocommit: 'any',
  collation: 'collation',
  comment: 'any',
  lsid: 'any',
  maxTimeMS: 'count',
  rawData: 'any',
  readConcern: 'any',
  recoveryToken: 'any',
  startTransaction: 'any',
  txnNumber: 'any',
  writeConcern: 'any',
} satisfies Fields

const REQUIRED: ReadonlySet<string> = new Set<Required>(['docs', 'list', 'text'])

const READERS: { [K in keyof Kinds]: (value: unknown, name: string) => Kinds[K] } = {
  any: (value) => value,
  collation: (value) => {
    const simple = isDoc(value) && (value.locale === 'simple' || Object.keys(value).length === 0)
    if (!simple) throw unsupported('a collation', 'BadValue')
  },
  count: (value, name) => {
    const number = toSafeInteger(value)
    if (number === undefined) throw wrongType(name, value, 'a whole number')
    if (number >= 0) return number
    throw new MongoError(51024, `BSON field '${name}' value must be >= 0, actual value '${number}'`)
  },
  doc: docOrThrow,
  docs: (value, name) =>
    listOrThrow(value, name).map((each) =>
      Buffer.isBuffer(each)
        ? { doc: decodeFromClient(each), bytes: each }
        : { doc: docOrThrow(each, name), bytes: undefined },
    ),
  flag: (value) => truthy(value),
  list: listOrThrow,
  refused: (value, name) => {
    if (truthy(value)) throw unsupported(`'${name}'`, 'InvalidOptions')
  },
  text: (value, name) => {
    if (typeof value === 'string') return value
    throw wrongType(name, value, 'string')
  },
}

function docOrThrow(value: unknown, name: string): Doc {
  if (isDoc(value)) return value
  throw wrongType(name, value, 'object')
}

function listOrThrow(value: unknown, name: string): unknown[] {
  if (Array.isArray(value)) return value as unknown[]
  throw wrongType(name, value, 'array')
}

function wrongType(name: string, value: unknown, wanted: string): MongoError {
  return new MongoError(
    'TypeMismatch',
    `BSON field '${name}' is the wrong type '${typeName(value)}', expected type '${wanted}'`,
  )
}

/**
 * Reads the fields of a document, called `where` in messages.
 * @throws 40415 for a field that is not listed, so that none is silently without effect; 40414 for
 *   one that is missing; TypeMismatch.
 */
export function readFields<F extends Fields>(where: string, given: Doc, fields: F): Values<F> {
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(fields, name)) continue
    throw unsupported(`BSON field '${where}.${name}' is an unknown field and`, 40415)
  }
  const values: Doc = {}
  for (const [name, kind] of Object.entries(fields)) {
    const value = given[name]
    if (!isNullish(value)) values[name] = READERS[kind](value, `${where}.${name}`)
    else if (REQUIRED.has(kind))
      throw new MongoError(40414, `BSON field '${where}.${name}' is missing but a required field`)
  }
  return values as Values<F>
}

/** Reads a command's fields. Its own name is its first field, of any kind. */
export function readCommand<F extends Fields>(name: string, given: Doc, fields: F): Values<F> {
  const { [name]: _, ...rest } = given
  return readFields(name, rest, { ...COMMON, ...fields })
}

/** A command that knows its fields by a table. */
export function command<F extends Fields>(
  fields: F,
  run: (call: Call, given: Values<F>) => Promise<Doc>,
): Command {
  return (call) => {
    const given = { ...call.command, ...Object.fromEntries(call.sequences) }
    return run(call, readCommand(call.name, given, fields))
  }
}

/** The collection name that a command gives as its own value. */
export function nameOf(call: Call): string {
  const value = call.command[call.name]
  if (typeof value === 'string') return value
  throw new MongoError('InvalidNamespace', `collection name has invalid type ${typeName(value)}`)
}
