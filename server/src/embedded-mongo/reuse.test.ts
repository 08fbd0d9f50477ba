import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { expect, it } from 'vitest'
import { startEmbeddedStore } from '.'
import type { Collection } from 'mongodb'

type Row = { _id: number; n: number; text: string }

const ROWS = 300
const row = (n: number): Row => ({ _id: n, n, text: 'x'.repeat(1000) })

/** Reads that end before their search does: LMDB must learn of their end, too. */
const reads: Record<string, (rows: Collection<Row>) => Promise<unknown>> = {
  'findOne by _id': (rows) => rows.findOne({ _id: 7 }),
  'findOne by scan': (rows) => rows.findOne({ text: { $ne: '' } }),
  'a limit below the batch': (rows) => rows.find({ n: { $gte: 3 } }, { limit: 2 }).toArray(),
  'a cursor that is closed': async (rows) => {
    const cursor = rows.find({}, { batchSize: 2 })
    await cursor.next()
    await cursor.close()
  },
  'a pipeline with a limit': (rows) => rows.aggregate([{ $match: {} }, { $limit: 1 }]).toArray(),
}

it.each(Object.entries(reads))('uses freed space again after %s', async (_, read) => {
  const dir = mkdtempSync(join(tmpdir(), 'reuse-'))
  const store = await startEmbeddedStore({ dir })
  const client = await MongoClient.connect(store.uri)
  const rows = client.db('d').collection<Row>('rows')
  await rows.insertMany(Array.from({ length: ROWS }, (__, n) => row(n)))
  await rows.createIndex({ n: 1 })
  const rewrite = async (times: number): Promise<number> => {
    for (let time = 0; time < times; time += 1) {
      await read(rows)
      await rows.updateMany({}, { $set: { text: `${'y'.repeat(1000)}${time % 10}` } })
    }
    return statSync(join(dir, 'store.mdb')).size
  }
  try {
    const once = await rewrite(5)
    expect(await rewrite(25)).toBeLessThan(1.5 * once)
  } finally {
    await client.close()
    await store.close()
    rmSync(dir, { recursive: true })
  }
})
