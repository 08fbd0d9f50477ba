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
 * Reads the fields of a document, called `where` in messages; `own` is not one of them.
 * @throws 40415 for a field that is not listed, so that none is silently without effect; 40414 for
 *   one that is missing; TypeMismatch.
 */
export function readFields<F extends Fields>(
  where: string,
  given: Doc,
  fields: F,
  own?: string,
): Values<F> {
  const values: Doc = {}
  for (const [name, value] of Object.entries(given)) {
    if (name === own) continue
    const kind = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (!kind) throw unsupported(`BSON field '${where}.${name}' is an unknown field and`, 40415)
    if (!isNullish(value)) values[name] = READERS[kind](value, `${where}.${name}`)
  }
  for (const [name, kind] of Object.entries(fields)) {
    if (REQUIRED.has(kind) && values[name] === undefined)
      throw new MongoError(40414, `BSON field '${where}.${name}' is missing but a required field`)
  }
  return values as Values<F>
}

/** Reads a command's fields. Its own name is its first field, of any kind. */
export function readCommand<F extends Fields>(name: string, given: Doc, fields: F): Values<F> {
  return readFields(name, given, { ...COMMON, ...fields }, name)
}

/** A command that knows its fields by a table. */
export function command<F extends Fields>(
  fields: F,
  run: (call: Call, given: Values<F>) => Promise<Doc>,
): Command {
  // Once for all calls: this is on the way of every one.
  const known = { ...COMMON, ...fields }
  return (call) => {
    const { command, sequences, name } = call
    const given = sequences.size > 0 ? { ...command, ...Object.fromEntries(sequences) } : command
    return run(call, readFields(name, given, known, name))
  }
}

/** The collection name that a command gives as its own value. */
export function nameOf(call: Call): string {
  const value = call.command[call.name]
  if (typeof value === 'string') return value
  throw new MongoError('InvalidNamespace', `collection name has invalid type ${typeName(value)}`)
}
