import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import Koa from 'koa'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../tests/support/database'
import { errorHandler } from '../../http/errors'
import { sendFile } from '../../http/file-answer'
import { connectDatabase, disconnectDatabase, inTransaction } from '../../platform/database'
import { createKeyring } from '../../platform/keyring'
import { createLogger } from '../../platform/logger'
import { createMedia } from './index'

const database = testDatabase()
const files = path.join(import.meta.dirname, '../../demo/lesson-files')
let directory: string
let now = new Date('2026-11-22T10:10:00+08:00')
let media: ReturnType<typeof createMedia>
const org = ['a'.repeat(24)]
const lessonId = 'b'.repeat(24)

beforeAll(async () => {
  await connectDatabase(database.uri, database.dbName)
  directory = await mkdtemp(path.join(tmpdir(), 'lianxin-files-'))
  media = createMedia({
    clock: { now: () => now },
    keyring: createKeyring('a secret for tests only, 32 characters or more'),
    directory,
    s3: null,
  })
})
afterAll(async () => {
  await disconnectDatabase()
  await database.drop()
  await rm(directory, { recursive: true, force: true })
})

const png = () =>
  sharp({ create: { width: 40, height: 30, channels: 3, background: '#b0271c' } })
    .png()
    .toBuffer()
const asset = (name: string) => readFile(path.join(files, name))
const signed = (url: string) => {
  const { searchParams } = new URL(url, 'http://localhost')
  return { exp: Number(searchParams.get('exp')), sig: searchParams.get('sig') ?? '' }
}

describe('what a file is', () => {
  test('goes by its content: picture, sound, film, captions, with their length', async () => {
    expect(await media.upload(await png(), org)).toMatchObject({ kind: 'picture', seconds: null })
    const sound = await media.upload(await asset('first-reply.mp3'), org)
    expect(sound).toMatchObject({ kind: 'audio', seconds: 28 })
    const film = await media.upload(await asset('charging.mp4'), org)
    expect(film).toMatchObject({ kind: 'video', seconds: 25 })
    const captions = await media.upload(await asset('charging.vtt'), org)
    expect(captions).toMatchObject({ kind: 'captions', seconds: null })
  })

  test('a picture is made anew: what was hung onto it is gone', async () => {
    const archive = Buffer.from('PK\u0003\u0004 hidden')
    const { id, url } = await media.upload(Buffer.concat([await png(), archive]), org)
    const file = await media.read(id, signed(url))
    const bytes = await text(await file.open(null))
    expect(file.type).toBe('image/jpeg')
    expect(bytes.includes('hidden')).toBe(false)
  })

  test('an archive, a drawing with a script, a page, a broken film are refused', async () => {
    const film = await asset('charging.mp4')
    const refused = [
      Buffer.from('504b0506000000000000000000000000000000000000', 'hex'),
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
      Buffer.from('<!doctype html><script>alert(1)</script>'),
      Buffer.from('#!/bin/sh\necho WEBVTT'),
      Buffer.from('WEBVTTX'),
      Buffer.concat([Buffer.from('WEBVTT\n'), Buffer.from([0xff, 0xfe])]),
      film.subarray(0, 40),
      new Uint8Array(),
    ]
    for (const bytes of refused)
      await expect(media.upload(bytes, org)).rejects.toMatchObject({
        code: 'media.unsupported_type',
      })
  })

  test('captions up to 200 KB, not a byte more', async () => {
    const captions = (bytes: number) => Buffer.from('WEBVTT\n'.padEnd(bytes, 'x'))
    await expect(media.upload(captions(200 * 1024), org)).resolves.toBeTruthy()
    await expect(media.upload(captions(200 * 1024 + 1), org)).rejects.toMatchObject({
      code: 'media.unsupported_type',
    })
  })
})

describe('who sees a file', () => {
  test('by a signed address, until its end; everybody once it is out', async () => {
    const { id, url } = await media.upload(await png(), org)
    const { exp, sig } = signed(url)
    const refused = { code: 'request.not_found' }
    await expect(media.read(id, {})).rejects.toMatchObject(refused)
    await expect(media.read(id, { exp: exp + 1, sig })).rejects.toMatchObject(refused)
    const before = now
    now = new Date(exp * 1000)
    await expect(media.read(id, { exp, sig })).resolves.toMatchObject({ isPublic: false })
    now = new Date(exp * 1000 + 1)
    await expect(media.read(id, { exp, sig })).rejects.toMatchObject(refused)
    now = before
    await inTransaction((session) => media.publish([id], lessonId, session))
    await expect(media.read(id, {})).resolves.toMatchObject({ isPublic: true })
    await inTransaction((session) => media.unpublish(lessonId, session))
    await expect(media.read(id, {})).rejects.toMatchObject(refused)
  })

  test('what no lesson took is forgotten after a day, bytes and all', async () => {
    const lost = await media.upload(await png(), org)
    const kept = await media.upload(await png(), org)
    await inTransaction((session) => media.attach([kept.id], lessonId, session))
    now = new Date(now.getTime() + 24 * 3_600_000)
    await media.sweep()
    expect((await media.getMany([lost.id])).size).toBe(1)
    now = new Date(now.getTime() + 1)
    await media.sweep()
    expect([...(await media.getMany([lost.id, kept.id])).keys()]).toEqual([kept.id])
    expect(
      (await readdir(directory, { recursive: true })).some((name) => name.includes(lost.id)),
    ).toBe(false)
  })
})

describe('parts of a file over HTTP', () => {
  let origin: string
  let server: ReturnType<typeof createServer>
  let whole: Buffer
  beforeAll(async () => {
    whole = await asset('charging.mp4')
    const { id, url } = await media.upload(whole, org)
    const app = new Koa()
    app.use(errorHandler(createLogger('silent')))
    app.use(async (ctx) => sendFile(ctx, await media.read(id, signed(url))))
    const answer = app.callback()
    server = createServer((request, response) => void answer(request, response))
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  })
  afterAll(async () => new Promise((done) => server.close(done)))

  async function ask(headers: { range?: string; 'if-range'?: string }) {
    const response = await fetch(origin, { headers })
    return { response, bytes: Buffer.from(await response.arrayBuffer()) }
  }

  test.each([
    ['bytes=0-99', 0, 100],
    ['bytes=100-', 100, Infinity],
    ['bytes=-7', -7, Infinity],
    ['bytes=5-5', 5, 6],
    ['bytes=10-99999999', 10, Infinity],
  ])('%s', async (range, from, to) => {
    const { response, bytes } = await ask({ range })
    const part = whole.subarray(from, to)
    expect(response.status).toBe(206)
    expect(bytes.equals(part)).toBe(true)
    const start = from < 0 ? whole.length + from : from
    expect(response.headers.get('content-range')).toBe(
      `bytes ${start}-${start + part.length - 1}/${whole.length}`,
    )
    expect(response.headers.get('content-length')).toBe(String(part.length))
    expect(response.headers.get('content-type')).toBe('video/mp4')
  })

  test('beyond the end is 416 and tells how long it is', async () => {
    const { response } = await ask({ range: `bytes=${whole.length}-` })
    expect(response.status).toBe(416)
    expect(response.headers.get('content-range')).toBe(`bytes */${whole.length}`)
    expect((await ask({ range: `bytes=${whole.length - 1}-` })).response.status).toBe(206)
  })

  test('whole without a range, with several, and with one of another file', async () => {
    for (const headers of [
      {},
      { range: 'bytes=0-1,5-6' },
      { range: 'lines=1-2' },
      { range: 'bytes=0-9', 'if-range': '"another"' },
    ]) {
      const { response, bytes } = await ask(headers)
      expect(response.status).toBe(200)
      expect(bytes.equals(whole)).toBe(true)
    }
  })

  test('who has it already is told so', async () => {
    const etag = (await ask({})).response.headers.get('etag') ?? ''
    // fetch() would ask caches to be left aside.
    const status = await new Promise((done) =>
      get(origin, { headers: { 'if-none-match': etag } }, (response) => {
        response.resume()
        done(response.statusCode)
      }),
    )
    expect(status).toBe(304)
    expect((await ask({ range: 'bytes=0-9', 'if-range': etag })).response.status).toBe(206)
  })
})
