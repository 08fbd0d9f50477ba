import { Agent, buildConnector, request } from 'undici'

/** A whole call, connecting included: well under the time after which an attempt counts as lost. */
const TIMEOUT_MS = 15_000
/** More than any answer that we read; one that goes on and on is not an answer. */
const MOST_BYTES = 2 * 1024 * 1024

/**
 * What is known of a call to a vendor's API. `unreached`: nothing was ever written to the wire.
 * `doubtful`: it may have been carried out; nobody can tell.
 */
export type VendorAnswer =
  | { kind: 'answer'; status: number; json: unknown }
  | { kind: 'unreached' }
  | { kind: 'doubtful' }

/**
 * Calls a vendor's JSON API once and never throws. Redirects are not followed, and every call has
 * a connection of its own: one kept alive may be dead already, which would leave a call in doubt.
 * @param body   sent as JSON by POST; without it the call is a GET
 * @param signal aborted when the process stops
 * @param timeoutMs for all of it, connecting included
 */
export async function callVendor(
  url: string,
  body: object | null,
  signal: AbortSignal,
  timeoutMs = TIMEOUT_MS,
): Promise<VendorAnswer> {
  if (signal.aborted) return { kind: 'unreached' }
  const connect = buildConnector({ timeout: timeoutMs })
  // Name, connection and TLS come before the first byte of the call: so what fails there is known.
  let connected = false
  const agent = new Agent({
    connect: (options, callback) =>
      connect(options, (...result) => {
        connected ||= result[0] === null
        callback(...result)
      }),
  })
  try {
    const response = await request(url, {
      dispatcher: agent,
      method: body ? 'POST' : 'GET',
      ...(body && {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json; charset=utf-8' },
      }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    })
    const { statusCode: status } = response
    const json = await readJson(response.body)
    // A gateway's page in place of the API's answer says nothing about what became of the call,
    // and neither does an answer that owns up to having failed midway.
    if (json === undefined || status < 200 || status >= 500) return { kind: 'doubtful' }
    if (status >= 300 && status < 400) return { kind: 'doubtful' }
    return { kind: 'answer', status, json }
  } catch {
    return { kind: connected ? 'doubtful' : 'unreached' }
  } finally {
    // Not awaited: a vendor that never finishes must not hold the answer back.
    void agent.destroy()
  }
}

async function readJson(body: AsyncIterable<Buffer>): Promise<unknown> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > MOST_BYTES) return undefined
    chunks.push(chunk)
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown
}
