import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deserialize, serialize } from 'bson'
import { MongoClient } from 'mongodb'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startEmbeddedStore } from '..'
import { seeded } from '../test-support/seeded'
import type { Socket } from 'node:net'
import type { EmbeddedStore } from '..'

/** Set `FUZZ_CASES` for a longer run, `FUZZ_SEED` to repeat one. */
const CASES = Number(process.env.FUZZ_CASES ?? 2500)
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000)
const random = seeded(SEED)

const OP_MSG = 2013

let dir: string
let store: EmbeddedStore
let client: MongoClient
let written = 0

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'fuzz-'))
  store = await startEmbeddedStore({ dir })
  client = await MongoClient.connect(store.uri, { retryReads: false, retryWrites: false })
}, 60_000)

afterAll(async () => {
  await client.close()
  await store.close()
  rmSync(dir, { recursive: true })
})

/** Somebody else's connection goes on through all of it. */
async function checkControl(): Promise<void> {
  const rows = client.db('control').collection<{ _id: number }>('rows')
  await rows.insertOne({ _id: written })
  written += 1
  expect(await rows.countDocuments({})).toBe(written)
}

afterEach(checkControl)

function framed(opcode: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(16)
  head.writeInt32LE(16 + payload.length, 0)
  head.writeInt32LE(random(1000), 4)
  head.writeInt32LE(opcode, 12)
  return Buffer.concat([head, payload])
}

function body(command: Uint8Array): Buffer {
  return framed(OP_MSG, Buffer.concat([Buffer.alloc(5), command]))
}

/** An insert whose documents come as a sequence, as drivers send them. */
function insertion(docs: readonly Uint8Array[]): Buffer {
  const name = Buffer.from('documents\0')
  const size = Buffer.alloc(4)
  size.writeInt32LE(4 + name.length + docs.reduce((sum, doc) => sum + doc.length, 0))
  const command = serialize({ insert: 'rows', $db: 'fuzz' })
  const sections = [Buffer.alloc(5), command, Buffer.from([1]), size, name, ...docs]
  return framed(OP_MSG, Buffer.concat(sections))
}

/** A document with so many levels below it, made from bytes, as an encoder could not. */
function nested(levels: number, type = 3): Buffer {
  const whole = Buffer.alloc(5 + 8 * levels)
  for (let level = 0; level <= levels; level += 1) {
    whole.writeInt32LE(whole.length - 8 * level, 7 * level)
    if (level < levels) whole.write(`${String.fromCodePoint(type)}a`, 7 * level + 4)
  }
  return whole
}

/** Puts a document under a field of a command. */
function withField(command: Uint8Array, name: string, doc: Buffer): Buffer {
  const element = Buffer.concat([Buffer.from([3]), Buffer.from(`${name}\0`), doc, Buffer.from([0])])
  const whole = Buffer.concat([command.subarray(0, -1), element])
  whole.writeInt32LE(whole.length, 0)
  return whole
}

const bytes = (length: number): Buffer => Buffer.from(Array.from({ length }, () => random(256)))

const find = (filter: object): Buffer =>
  body(serialize({ find: 'rows', filter, $db: 'fuzz', lsid: { id: 1 } }))

const VALID: readonly Buffer[] = [
  body(serialize({ ping: 1, $db: 'admin' })),
  body(serialize({ hello: 1, $db: 'admin', client: { application: { name: 'fuzz' } } })),
  find({ a: { $in: [1, 'x', null, { b: [1, 2] }] }, $or: [{ b: 1 }, { c: { $gt: 2.5 } }] }),
  insertion([serialize({ a: 1 }), serialize({ _id: 'x', b: [1, { c: null }] })]),
  body(serialize({ update: 'rows', updates: [{ q: {}, u: { $set: { a: 1 } } }], $db: 'fuzz' })),
  body(serialize({ aggregate: 'rows', pipeline: [{ $match: {} }], cursor: {}, $db: 'fuzz' })),
]

const pick = (): Buffer => Buffer.from(VALID[random(VALID.length)]!)

const KINDS: Readonly<Record<string, () => Buffer>> = {
  junk: () => bytes(1 + random(200)),
  'junk in a frame': () => framed(OP_MSG, bytes(random(200))),
  'another opcode': () => framed([0, 1, 2001, 2004, 2010, 2012][random(6)]!, bytes(random(99))),
  'junk as a command': () => body(bytes(5 + random(80))),
  'flipped bits': () => {
    const message = pick()
    for (let flips = 1 + random(4); flips > 0; flips -= 1)
      message[16 + random(message.length - 16)]! ^= 1 << random(8)
    return message
  },
  'a wrong length': () => {
    const message = pick()
    const lengths = [0, 1, 15, 16, -1, -(2 ** 31), 2 ** 31 - 1, 48_000_001, 100_000_000]
    message.writeInt32LE([...lengths, message.length - 1, message.length + 1][random(11)]!, 0)
    return message
  },
  'a wrong length inside': () => {
    const message = pick()
    message.writeInt32LE([0, 4, -1, 2 ** 31 - 1, message.length, 1000][random(6)]!, 21)
    return message
  },
  'cut off': () => {
    const message = pick()
    return message.subarray(0, random(message.length))
  },
  'cut off, frame and all': () => {
    const whole = pick()
    const message = whole.subarray(0, 17 + random(whole.length - 17))
    message.writeInt32LE(message.length, 0)
    return message
  },
  'two, one of them bad': () => Buffer.concat([pick(), bytes(1 + random(40)), pick()]),
  deep: () => body(withField(serialize({ ping: 1, $db: 'admin' }), 'x', nested(random(600)))),
  'a sequence that is cut': () => {
    const message = insertion([serialize({ a: 1 })])
    message.writeInt32LE([0, 3, -5, 2 ** 31 - 1, message.length][random(5)]!, message.length - 26)
    return message
  },
}

function open(): Promise<Socket> {
  const socket = connect(store.port, '127.0.0.1')
  return once(socket, 'connect').then(() => socket)
}

/** Sends bytes and hangs up; gives what was answered before the store hung up as well. */
async function exchange(message: Buffer): Promise<Buffer> {
  const socket = await open()
  const answered: Buffer[] = []
  socket.on('data', (chunk) => answered.push(chunk))
  const closed = new Promise((done) => socket.once('close', done))
  socket.once('error', () => undefined)
  socket.end(message)
  await closed
  return Buffer.concat(answered)
}

/** The first answer as a document. */
function reply(answered: Buffer): { ok?: unknown; code?: unknown } {
  return deserialize(answered.subarray(21, answered.readInt32LE(0)))
}

/** Sends bytes, stays, and gives the answer; none when the store hangs up. */
async function ask(message: Buffer): Promise<unknown> {
  const socket = await open()
  socket.once('error', () => undefined)
  const answered: Buffer[] = []
  const ended = new Promise<void>((done) => {
    socket.once('close', done)
    socket.on('data', (chunk) => {
      answered.push(chunk)
      const all = Buffer.concat(answered)
      if (all.length >= 4 && all.length >= all.readInt32LE(0)) done()
    })
  })
  socket.write(message)
  await ended
  socket.destroy()
  return answered.length === 0 ? 'closed' : reply(Buffer.concat(answered))
}

describe(`bad bytes (seed ${SEED})`, () => {
  it(`${CASES} of them end their own connection, or are answered, and nothing else`, async () => {
    const kinds = Object.keys(KINDS)
    let answers = 0
    let closings = 0
    for (let done = 0; done < CASES; done += 25) {
      await Promise.all(
        Array.from({ length: 25 }, async (_, i) => {
          const kind = kinds[(done + i) % kinds.length]!
          const answered = await exchange(KINDS[kind]!())
          if (answered.length === 0) closings += 1
          else if (answered.readInt32LE(12) === OP_MSG) {
            answers += 1
            expect(reply(answered).ok).toBeTypeOf('number')
          }
        }),
      )
      if (done % 250 === 0) await checkControl()
    }
    expect(answers).toBeGreaterThan(CASES / 10)
    expect(closings).toBeGreaterThan(CASES / 3)
  }, 120_000)

  it('lengths that cannot be are not waited for', async () => {
    for (const length of [0, 15, -1, 48_000_001, 100_000_000, 2 ** 31 - 1]) {
      const message = Buffer.from(VALID[0]!)
      message.writeInt32LE(length, 0)
      expect(await ask(message)).toBe('closed')
    }
    expect(await ask(VALID[0]!)).toMatchObject({ ok: 1 })
  }, 30_000)

  it('half messages that stay hold up nobody', async () => {
    const sockets = await Promise.all(Array.from({ length: 300 }, open))
    const long = insertion([serialize({ pad: 'x'.repeat(1_000_000) })])
    for (const [i, socket] of sockets.entries()) {
      socket.once('error', () => undefined)
      socket.write(i % 10 === 0 ? long.subarray(0, -1) : pick().subarray(0, 1 + random(20)))
    }
    await checkControl()
    const closed = sockets.map((socket) => once(socket, 'close'))
    for (const socket of sockets) socket.destroy()
    expect(await Promise.all(closed)).toHaveLength(300)
  }, 30_000)

  it('a sequence of very many documents is answered', async () => {
    const docs = Array.from({ length: 100_001 }, () => serialize({}))
    expect(await ask(insertion(docs))).toMatchObject({ ok: 0, code: 16 })
  }, 30_000)
})

describe('documents in each other', () => {
  it('are taken to 200 levels, and refused below', async () => {
    const insert = (levels: number, type = 3): Promise<unknown> =>
      ask(insertion([nested(levels, type)]))
    // The outermost document is the first level.
    expect(await insert(199)).toMatchObject({ ok: 1, n: 1 })
    expect(await insert(199, 4)).toMatchObject({ ok: 1, n: 1 })
    for (const levels of [200, 201, 5_000, 1_000_000])
      expect(await insert(levels)).toMatchObject({ ok: 0, code: 15 })
    const found = await client.db('fuzz').collection('rows').find({ 'a.a.a.a': {} }).toArray()
    expect(found).toEqual([])
    const filter = withField(serialize({ find: 'rows', $db: 'fuzz' }), 'filter', nested(5_000))
    expect(await ask(body(filter))).toMatchObject({ ok: 0, code: 15 })
  }, 30_000)

  it('cannot be made deeper by updates', async () => {
    const rows = client.db('fuzz').collection<{ _id: number; a?: object }>('grown')
    await rows.insertOne({ _id: 1 })
    const deeper = Array.from({ length: 20 }, () => ({ $set: { a: '$$ROOT' } }))
    const grow = async (): Promise<void> => {
      for (let i = 0; i < 20; i += 1) await rows.updateOne({ _id: 1 }, deeper)
    }
    await expect(grow()).rejects.toMatchObject({ code: 15 })
    expect(await rows.findOne({ _id: 1 })).toMatchObject({ a: { _id: 1 } })
  }, 30_000)
})
