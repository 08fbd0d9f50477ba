import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startEmbeddedStore } from '..'
import { serveDirectory } from '../server'
import { bundleStore } from '../test-support/store-process'

let dir: string
let path: string

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'socket-'))
  path = join(dir, 'Store Ü.sock')
})

afterEach(() => rmSync(dir, { recursive: true }))

describe.skipIf(process.platform === 'win32')('a unix socket', () => {
  it('serves the driver, transactions too, for this user alone', async () => {
    const store = await startEmbeddedStore({ dir: join(dir, 'data'), socket: path })
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(store.port).toBe(0)
    const client = await MongoClient.connect(store.uri)
    const rows = client.db('d').collection<{ _id: number; n?: number }>('rows')
    await client.withSession((session) =>
      session.withTransaction(async () => {
        await rows.insertOne({ _id: 1 }, { session })
        await rows.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session })
      }),
    )
    expect(await rows.findOneAndUpdate({ _id: 1 }, { $inc: { n: 1 } })).toEqual({ _id: 1, n: 1 })
    await client.close()
    await store.close()
    expect(statSync(path, { throwIfNoEntry: false })).toBeUndefined()
  }, 60_000)

  it('that is alive is refused, one of a dead process replaced, a file left alone', async () => {
    const starter = await bundleStore()
    const dead = await starter.start(['--dir', join(dir, 'dead'), '--socket', path])
    await expect(serveDirectory(join(dir, 'data'), path)).rejects.toThrow(/in use by another/)
    await dead.kill()
    expect(statSync(path).isSocket()).toBe(true)
    const server = await serveDirectory(join(dir, 'data'), path)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    const client = await MongoClient.connect(server.uri)
    expect(await client.db('admin').command({ ping: 1 })).toMatchObject({ ok: 1 })
    await client.close()
    await server.close()
    writeFileSync(path, 'mine')
    await expect(serveDirectory(join(dir, 'data'), path)).rejects.toThrow(/is no socket/)
    starter.remove()
  }, 60_000)

  it('needs a path that drivers and the system take', async () => {
    for (const bad of ['store', `${'x'.repeat(99)}.sock`])
      await expect(serveDirectory(join(dir, 'data'), join('/', bad))).rejects.toThrow(/must end in/)
    await expect(serveDirectory(join(dir, 'data'), '/nowhere/x.sock')).rejects.toThrow(/cannot be/)
  })
})
