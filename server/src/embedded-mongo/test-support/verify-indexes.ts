import { entriesOf } from '../index/entries'
import { Reader } from '../storage/reader'
import { entryKey, indexKey, ridBytes } from '../storage/record-keys'
import { Store } from '../storage/store'
import { decode } from '../values/bson'

/**
 * Compares every index entry on disk of a store at rest with what a rebuild from the documents would
 * write. Gives what differs: entries missing, entries too many, documents of no collection.
 */
export async function verifyIndexes(dir: string): Promise<string[]> {
  const store = await Store.open(dir)
  try {
    const reader = new Reader(store)
    const expected = new Map<string, string>()
    let documents = 0
    for (const collection of store.catalog.collections()) {
      for (const { rid, bytes } of reader.records(collection)) {
        documents += 1
        const doc = decode(bytes)
        for (const index of collection.indexes) {
          for (const key of entriesOf(index, doc).keys) {
            const at = index.unique ? indexKey(index.id, key) : entryKey(index.id, key, rid)
            const name = at.toString('hex')
            if (expected.has(name)) return [`two documents under ${index.name} ${name}`]
            expected.set(name, ridBytes(rid).toString('hex'))
          }
        }
      }
    }
    const wrong: string[] = []
    for (const { key, value } of store.entries.getRange({})) {
      const name = key.toString('hex')
      if (expected.get(name) !== value.toString('hex')) wrong.push(`too many: ${name}`)
      expected.delete(name)
    }
    for (const name of expected.keys()) wrong.push(`missing: ${name}`)
    const stored = store.docs.getKeysCount({})
    if (stored !== documents) wrong.push(`${stored - documents} documents of no collection`)
    return wrong
  } finally {
    await store.close()
  }
}
