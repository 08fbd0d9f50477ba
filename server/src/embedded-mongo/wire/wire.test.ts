import { mkdtempSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serialize } from 'bson'
import fc from 'fast-check'
import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveDirectory } from '../server'
import { crc32c } from './crc32c'

let dir: string
let server: Awaited<ReturnType<typeof serveDirectory>>
let client: MongoClient

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'wire-'))
  server = await serveDirectory(dir, 0)
  client = await MongoClient.connect(`mongodb://127.0.0.1:${server.port}/?replicaSet=rs0`)
})

afterAll(async () => {
  await client.close()
  await server.close()
  rmSync(dir, { recursive: true })
})

/** An OP_MSG with one body, as a driver frames it. */
function message(body: Uint8Array, flags = 0): Buffer {
  const head = Buffer.alloc(21)
  head.writeInt32LE(21 + body.length + (flags & 1 ? 4 : 0), 0)
  head.writeInt32LE(7, 4)
  head.writeInt32LE(2013, 12)
  head.writeUInt32LE(flags, 16)
  const bytes = Buffer.concat([head, body])
  if (!(flags & 1)) return bytes
  const sum = Buffer.alloc(4)
  sum.writeUInt32LE(crc32c(bytes))
  return Buffer.concat([bytes, sum])
}

/** Sends bytes and tells what comes first: an answer, or the end of the connection. */
async function send(bytes: Buffer): Promise<'answered' | 'closed'> {
  const socket = connect(server.port, '127.0.0.1')
  await once(socket, 'connect')
  const outcome = new Promise<'answered' | 'closed'>((done) => {
    socket.once('data', () => done('answered'))
    socket.once('close', () => done('closed'))
    socket.once('error', () => done('closed'))
  })
  socket.end(bytes)
  const result = await outcome
  socket.destroy()
  return result
}

const ping = serialize({ ping: 1, $db: 'admin' })

describe('wire', () => {
  it('answers with and without a checksum, and closes on a wrong one', async () => {
    expect(await send(message(ping))).toBe('answered')
    const summed = message(ping, 1)
    expect(await send(summed)).toBe('answered')
    summed[summed.length - 1]! ^= 1
    expect(await send(summed)).toBe('closed')
  })

  it('closes on lengths that cannot be', async () => {
    for (const length of [0, 15, -1, 48_000_001, 100_000_000]) {
      const bytes = message(ping)
      bytes.writeInt32LE(length, 0)
      expect(await send(bytes)).toBe('closed')
    }
  })

  it('closes the connection, and no other, on bytes that are no message', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 60 }), async (junk) => {
        expect(await send(message(junk))).toBe('closed')
      }),
      { numRuns: 60 },
    )
    expect(await client.db('admin').command({ ping: 1 })).toMatchObject({ ok: 1 })
  })
})

describe('time', () => {
  it('ends a command at maxTimeMS, and lets others in between', async () => {
    const rows = client.db('wire').collection('rows')
    await rows.insertMany(Array.from({ length: 3000 }, (_, i) => ({ i })))
    const cross = [{ $lookup: { from: 'rows', pipeline: [{ $match: { x: 1 } }], as: 'all' } }]
    const slow = rows.aggregate(cross, { maxTimeMS: 300 }).toArray()
    const error: unknown = await slow.then(
      () => undefined,
      (reason: unknown) => reason,
    )
    expect(error).toMatchObject({ code: 50 })
  })
})
