import { request } from 'undici'

/** A whole call, connecting included: well under the time after which an attempt counts as lost. */
const TIMEOUT_MS = 15_000
/** More than any answer that we read; one that goes on and on is not an answer. */
const MOST_BYTES = 2 * 1024 * 1024

/** Failures before the first byte was written: the vendor has seen nothing of the call. */
const BEFORE_WRITING = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

/**
 * What is known of a call to a vendor's API. `unreached`: nothing was ever written to the wire.
 * `doubtful`: it may have been carried out; nobody can tell.
 */
export type VendorAnswer =
  | { kind: 'answer'; json: unknown }
  | { kind: 'unreached' }
  | { kind: 'doubtful' }

/**
 * Calls a vendor's JSON API once and never throws. Redirects are not followed, and every call has
 * a connection of its own: one kept alive may be dead already, which would leave a call in doubt.
 * @param body   sent as JSON by POST; without it the call is a GET
 * @param signal aborted when the process stops
 */
export async function callVendor(
  url: string,
  body: object | null,
  signal: AbortSignal,
): Promise<VendorAnswer> {
  if (signal.aborted) return { kind: 'unreached' }
  try {
    const response = await request(url, {
      method: body ? 'POST' : 'GET',
      ...(body && {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json; charset=utf-8' },
      }),
      reset: true,
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    })
    const chunks: Buffer[] = []
    let size = 0
    for await (const chunk of response.body as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > MOST_BYTES) return { kind: 'doubtful' }
      chunks.push(chunk)
    }
    // A gateway's page in place of the API's answer says nothing about what became of the call.
    if (response.statusCode !== 200) return { kind: 'doubtful' }
    return { kind: 'answer', json: JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    return { kind: BEFORE_WRITING.has(code) ? 'unreached' : 'doubtful' }
  }
}
