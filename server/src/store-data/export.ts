import { createWriteStream, existsSync, readdirSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { EJSON } from 'bson'
import { copyStore } from '../embedded-mongo'
import { flush } from './archive'
import { STORE, STORE_FILE } from './contents'
import { collectionsOf, exactTypes, indexesOf, withStore } from './inventory'
import { Refusal } from './refusal'
import type { Collection } from 'mongodb'
import type { Task } from './task'

/** Canonical extended JSON: every type is spelled out. */
const canonical = { relaxed: false } as const

/**
 * Writes a directory that MongoDB's own tools take: `DATABASE/COLLECTION.ndjson` for `mongoimport`,
 * one document a line, and `indexes.js` for `mongosh`. Of one moment: it reads a copy.
 * @throws Refusal, or Error with one sentence; the directory is not there then
 */
export async function exportStore({ dataDir, signal, say }: Task, given: string): Promise<void> {
  const dir = resolve(given)
  if (existsSync(dir) && readdirSync(dir).length > 0)
    throw new Refusal(`${dir} is there already and not empty; choose another name.`)
  if (!existsSync(dirname(dir)))
    throw new Refusal(`The directory ${dirname(dir)} is not there; make it first.`)
  const work = await mkdtemp(`${dir}.partial-`)
  try {
    const [copy, out] = [join(work, 'copy'), join(work, 'out')]
    await mkdir(join(copy, STORE), { recursive: true })
    await mkdir(out)
    await copyStore(join(dataDir, STORE), join(copy, STORE_FILE))
    await withStore(join(copy, STORE), async (client) => {
      const definitions: string[] = []
      for (const collection of await collectionsOf(client)) {
        const documents = await exportCollection(collection, out, signal)
        const indexes = await indexesOf(collection)
        definitions.push(indexCommand(collection, indexes))
        say(`  ${collection.namespace}: ${documents} documents, ${indexes.length} indexes`)
      }
      await writeFile(join(out, 'indexes.js'), definitions.join(''), { flush: true })
    })
    signal.throwIfAborted()
    if (existsSync(dir)) await rmdir(dir)
    await rename(out, dir)
    if (process.platform !== 'win32') await flush(dirname(dir))
    say(`  ${dir} is complete`)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function exportCollection(
  collection: Collection,
  out: string,
  signal: AbortSignal,
): Promise<number> {
  const folder = join(out, collection.dbName)
  await mkdir(folder, { recursive: true })
  // A collection's name may hold characters that a file's may not.
  const file = join(folder, `${encodeURIComponent(collection.collectionName)}.ndjson`)
  let documents = 0
  async function* lines() {
    for await (const document of collection.find({}, exactTypes)) {
      documents += 1
      yield `${EJSON.stringify(document, canonical)}\n`
    }
  }
  await pipeline(lines, createWriteStream(file, { flush: true }), { signal })
  return documents
}

/** One statement of `indexes.js`; naming the index of `_id`, too, it makes an empty collection. */
function indexCommand({ dbName, collectionName }: Collection, indexes: object[]): string {
  const command = EJSON.stringify({ createIndexes: collectionName, indexes }, canonical)
  return `db.getSiblingDB(${JSON.stringify(dbName)}).runCommand(EJSON.parse(${JSON.stringify(command)}))\n`
}
