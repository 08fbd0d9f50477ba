/** An answer as it came over the wire. */
export interface RawAnswer {
  status: number
  /** Parsed JSON, or null when the body was none. */
  json: unknown
  text: string
}

export interface RawRequest {
  token?: string | null
  /** Sent as JSON. */
  body?: unknown
  /** Sent as it is, instead of `body`. */
  rawBody?: string | FormData
  contentType?: string
  headers?: Record<string, string>
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}

/** The whole body; of a stream, which has no end, what comes first. */
async function textOf(response: Response): Promise<string> {
  const reader = response.body?.getReader()
  if (!response.headers.get('content-type')?.startsWith('text/event-stream') || !reader) {
    reader?.releaseLock()
    return response.text()
  }
  const { value } = await reader.read()
  await reader.cancel()
  return new TextDecoder().decode(value)
}

/** Sends what no typed client would: malformed, oversized or wrongly typed requests. */
export async function rawRequest(
  method: string,
  url: string,
  request: RawRequest = {},
): Promise<RawAnswer> {
  const headers: Record<string, string> = { ...request.headers }
  if (request.token) headers['authorization'] = `Bearer ${request.token}`
  const isForm = request.rawBody instanceof FormData
  const body =
    request.rawBody ?? (request.body === undefined ? undefined : JSON.stringify(request.body))
  if (body !== undefined && !isForm)
    headers['content-type'] = request.contentType ?? 'application/json'
  const response = await fetch(url, { method, headers, body: body ?? null })
  const text = await textOf(response)
  return { status: response.status, json: parsed(text), text }
}

/** The error code of an answer, or null when it is not one of our error bodies. */
export function codeOf(answer: RawAnswer): string | null {
  const { json } = answer
  if (typeof json !== 'object' || json === null || !('code' in json)) return null
  return typeof json.code === 'string' ? json.code : null
}
