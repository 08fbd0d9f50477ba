import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer, text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createS3Storage } from './s3.storage'

/** A bucket in memory: keeps, gives parts, forgets; and notes how it was asked. */
const kept = new Map<string, Buffer>()
const asked: { method: string; signature: string; type: string }[] = []
const server = createServer((request, response) => {
  const { method = '', url = '', headers } = request
  asked.push({
    method,
    signature: headers.authorization ?? '',
    type: headers['content-type'] ?? '',
  })
  const file = kept.get(url)
  if (method === 'PUT') {
    void buffer(request).then((bytes) => {
      kept.set(url, bytes)
      response.end()
    })
  } else if (method === 'DELETE') {
    kept.delete(url)
    response.writeHead(204).end()
  } else if (!file) response.writeHead(404).end()
  else {
    const [, from, to] = /bytes=(\d+)-(\d+)/.exec(headers.range ?? '') ?? []
    if (from && to) response.writeHead(206).end(file.subarray(Number(from), Number(to) + 1))
    else response.end(file)
  }
})
let storage: ReturnType<typeof createS3Storage>

beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  storage = createS3Storage({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bucket: 'lessons',
    keyId: 'key-id',
    secret: 'a secret',
    region: 'auto',
  })
})
afterAll(async () => new Promise((done) => server.close(done)))

test('keeps a file, gives it whole and in part, forgets it', async () => {
  await storage.put('abc', Buffer.from('0123456789'), 'video/mp4')
  expect([...kept.keys()]).toEqual(['/lessons/abc'])
  expect(asked[0]?.type).toBe('video/mp4')
  expect(asked[0]?.signature).toMatch(/^AWS4-HMAC-SHA256 Credential=key-id\/\d{8}\/auto\/s3\//)
  expect(await text(await storage.open('abc', null))).toBe('0123456789')
  expect(await text(await storage.open('abc', { start: 2, end: 4 }))).toBe('234')
  await storage.remove('abc')
  await storage.remove('abc')
  await expect(storage.open('abc', null)).rejects.toThrow('S3 GET answered 404')
})
