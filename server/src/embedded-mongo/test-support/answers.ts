import { deserialize, EJSON } from 'bson'
import { MongoServerError } from 'mongodb'
import type { Collection, Document } from 'mongodb'
import type { Question } from './random-shapes'
import type { UpdateCase } from './random-updates'

/** What an engine answered: stored bytes, or its error. */
export type Answer = { docs: Uint8Array[] } | { code: number; message: string }

/** Today's times differ between engines; every time among the random values lies before 2002. */
const TODAY =
  /\{"\$date":\{"\$numberLong":"1[7-9]\d{11}"\}\}|\{"\$timestamp":\{"t":1[7-9]\d{8},"i":\d+\}\}/g

function textOf(bytes: Uint8Array): string {
  const doc = deserialize(bytes, { promoteValues: false, promoteBuffers: false, bsonRegExp: true })
  return EJSON.stringify(doc, { relaxed: false }).replaceAll(TODAY, '"now"')
}

/** An answer as text: documents as canonical extended JSON. */
export function show(answer: Answer): string[] {
  return 'docs' in answer ? answer.docs.map(textOf) : [`error ${answer.code}: ${answer.message}`]
}

/** The same documents, or both refused with the same code. */
export function agree(a: Answer, b: Answer): boolean {
  if (!('docs' in a && 'docs' in b)) return 'code' in a && 'code' in b && a.code === b.code
  if (a.docs.length !== b.docs.length) return false
  if (a.docs.every((doc, i) => Buffer.compare(doc, b.docs[i]!) === 0)) return true
  return a.docs.every((doc, i) => textOf(doc) === textOf(b.docs[i]!))
}

const bytesOf = (doc: Document): Uint8Array => {
  if (!(doc instanceof Uint8Array)) throw new TypeError('the driver gave a decoded document')
  return doc
}

/** Asks; what comes without an order is put into one. */
export async function ask(collection: Collection, question: Question): Promise<Answer> {
  const { filter, sort, ...options } = question
  try {
    const cursor = collection.find(filter, { ...options, raw: true })
    const docs = (await (sort ? cursor.sort(sort) : cursor).toArray()).map(bytesOf)
    return { docs: sort ? docs : docs.toSorted(Buffer.compare) }
  } catch (error) {
    if (!(error instanceof MongoServerError)) throw error
    return { code: Number(error.code), message: error.message }
  }
}

/**
 * Gives each case a document of its own (none to an upsert), sends all updates as one command and
 * reads what is there afterwards.
 */
export async function change(
  collection: Collection,
  cases: readonly UpdateCase[],
): Promise<Answer[]> {
  const before = cases.flatMap(({ doc, upsert }, _id): Document[] =>
    upsert ? [] : [{ _id, ...doc }],
  )
  if (before.length > 0) await collection.insertMany(before)
  const reply = await collection.db.command({
    update: collection.collectionName,
    updates: cases.map(({ filter, update, arrayFilters, upsert }, _id) => ({
      q: { _id, ...filter },
      u: update,
      upsert,
      ...(arrayFilters && { arrayFilters }),
    })),
    ordered: false,
  })
  const errors = new Map<number, Document>(
    ((reply.writeErrors ?? []) as Document[]).map((error) => [Number(error.index), error]),
  )
  const after = await collection.find({}, { raw: true }).sort({ _id: 1 }).map(bytesOf).toArray()
  const byId = new Map(after.map((bytes) => [Number(deserialize(bytes)._id), bytes]))
  return cases.map((_case, i) => {
    const error = errors.get(i)
    if (error) return { code: Number(error.code), message: String(error.errmsg) }
    return { docs: [byId.get(i)].filter((bytes) => bytes !== undefined) }
  })
}
