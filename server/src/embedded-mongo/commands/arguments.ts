import { MongoError, unsupported } from '../errors'
import { decodeFromClient } from '../values/bson'
import { isDoc, isNullish, truthy, typeName } from '../values/kinds'
import { toSafeInteger } from '../values/numbers'
import type { Doc } from '../values/kinds'
import type { Call } from './engine'

/** The collection name that a command gives as its own value. */
export function nameOf(call: Call): string {
  const value = Object.values(call.command)[0]
  if (typeof value !== 'string') {
    throw new MongoError('InvalidNamespace', `collection name has invalid type ${typeName(value)}`)
  }
  return value
}

/** A document argument; missing gives an empty one. */
export function docOf(command: Doc, name: string): Doc {
  const value = command[name]
  if (isNullish(value)) return {}
  if (!isDoc(value)) throw typeError(name, value, 'object')
  return value
}

/** An array argument that must be there. */
export function listOf(command: Doc, name: string): unknown[] {
  const value = command[name]
  if (!Array.isArray(value)) {
    throw value === undefined
      ? new MongoError(40414, `BSON field '${name}' is missing but a required field`)
      : typeError(name, value, 'array')
  }
  return value as unknown[]
}

/** A whole number from 0 on; missing gives the fallback. */
export function countOf(command: Doc, name: string, fallback: number): number {
  const value = command[name]
  if (isNullish(value)) return fallback
  const number = toSafeInteger(value)
  if (number === undefined) throw typeError(name, value, 'a whole number')
  if (number < 0)
    throw new MongoError(51024, `BSON field '${name}' value must be >= 0, actual value '${number}'`)
  return number
}

/** A flag; missing is false. */
export function flagOf(command: Doc, name: string, fallback = false): boolean {
  return isNullish(command[name]) ? fallback : truthy(command[name])
}

function typeError(name: string, value: unknown, wanted: string): MongoError {
  return new MongoError(
    'TypeMismatch',
    `BSON field '${name}' is the wrong type '${typeName(value)}', expected type '${wanted}'`,
  )
}

/** Documents that may come in the body or as a sequence of their own. */
export function documentsOf(call: Call, name: string): { doc: Doc; bytes: Buffer | undefined }[] {
  const raw = call.sequences.get(name)
  if (raw) return raw.map((bytes) => ({ doc: decodeFromClient(bytes), bytes }))
  return listOf(call.command, name).map((doc) => {
    if (!isDoc(doc)) throw typeError(name, doc, 'object')
    return { doc, bytes: undefined }
  })
}

/** Refuses any collation but the simple one, which compares bytes as this store does. */
export function refuseCollation(command: Doc): void {
  const { collation } = command
  if (
    isNullish(collation) ||
    (isDoc(collation) && (Object.keys(collation).length === 0 || collation.locale === 'simple'))
  )
    return
  throw unsupported('a collation', 'BadValue')
}

/** Refuses fields that the command does not know, so that none is silently without effect. */
export function refuseUnknown(command: Doc, known: string): void {
  const names = new Set(known.split(' '))
  for (const name of Object.keys(command)) {
    if (!names.has(name) && !COMMON.has(name)) {
      throw new MongoError(
        40415,
        `BSON field '${Object.keys(command)[0]}.${name}' is an unknown field.`,
      )
    }
  }
  refuseCollation(command)
}

const COMMON = new Set(
  '$db lsid txnNumber autocommit startTransaction $clusterTime $readPreference readConcern writeConcern maxTimeMS comment apiVersion apiStrict apiDeprecationErrors collation let hint recoveryToken rawData'.split(
    ' ',
  ),
)
