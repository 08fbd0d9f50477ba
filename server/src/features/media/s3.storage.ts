import { Readable } from 'node:stream'
import { AwsClient } from 'aws4fetch'
import type { FileStorage } from './storage'

/** A bucket that speaks S3, addressed by path (`endpoint/bucket/key`), as all of them understand. */
export interface S3Place {
  endpoint: string
  bucket: string
  keyId: string
  secret: string
  region: string
}

const TIMEOUT_MS = 60_000

/** Files in an S3-compatible bucket. They pass through the server, so the bucket stays private. */
export function createS3Storage(place: S3Place): FileStorage {
  const client = new AwsClient({
    accessKeyId: place.keyId,
    secretAccessKey: place.secret,
    region: place.region,
    service: 's3',
    retries: 2,
  })
  const base = `${place.endpoint.replace(/\/+$/, '')}/${encodeURIComponent(place.bucket)}`

  async function ask(key: string, init: RequestInit): Promise<Response> {
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    return client.fetch(`${base}/${key}`, { ...init, signal })
  }
  function failed(method: string, response: Response): Error {
    return new Error(`S3 ${method} answered ${response.status}`)
  }

  return {
    async put(key, bytes, contentType) {
      const headers = { 'content-type': contentType }
      const response = await ask(key, { method: 'PUT', headers, body: Buffer.from(bytes) })
      await response.arrayBuffer()
      if (!response.ok) throw failed('PUT', response)
    },
    async open(key, range) {
      const headers: Record<string, string> = range
        ? { range: `bytes=${range.start}-${range.end}` }
        : {}
      const response = await ask(key, { headers })
      // A 200 to a range would be the whole file: a player would be given the wrong bytes.
      if (response.status !== (range ? 206 : 200) || !response.body) {
        await response.body?.cancel()
        throw failed('GET', response)
      }
      return Readable.from(response.body)
    },
    async remove(key) {
      const response = await ask(key, { method: 'DELETE' })
      await response.arrayBuffer()
      if (!response.ok && response.status !== 404) throw failed('DELETE', response)
    },
  }
}
