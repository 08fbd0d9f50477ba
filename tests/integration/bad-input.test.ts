import { readFileSync } from 'node:fs'
import path from 'node:path'
import { errorCatalog } from '@lianxin/shared'
import { addressOf } from '@lianxin/shared/client'
import { contract, type Endpoint } from '@lianxin/shared/contract'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, rawRequest, type RawAnswer, type RawRequest } from '../support/raw-http'
import { startStack, type Stack } from '../support/stack'

const endpoints: Endpoint[] = Object.values(contract)
const withBody = endpoints.filter(({ body }) => body)
const withUpload = endpoints.filter(({ upload }) => upload)
const withId = endpoints.filter(({ path: address }) => address.includes(':id'))
const withQuery = endpoints.filter(({ query }) => query)

let stack: Stack
const tokens: Record<string, string> = {}

beforeAll(async () => {
  stack = await startStack({ env: { TRUST_PROXY: '1' } })
  const { accounts } = await stack.client.call('meta.demoAccounts')
  const admin = accounts.find(({ role }) => role === 'admin')
  if (!admin) throw new Error('the demo has no admin')
  const session = await stack.client.call('auth.login', {
    body: { phone: admin.phone, password: admin.password },
  })
  tokens['person'] = session.accessToken
  tokens['bot'] = readFileSync(path.join(stack.dataDir, 'bot-token'), 'utf8').trim()
})
afterAll(() => stack?.stop())

/** A different address each time, so that the throttle of public writes does not answer instead. */
let caller = 0

async function send(
  endpoint: Endpoint,
  request: RawRequest,
  id = '0'.repeat(24),
  query = '',
): Promise<RawAnswer> {
  const { method, path: address } = addressOf(endpoint.name, {
    params: { id, questionId: id, personId: id, day: '2030-01-01' },
  })
  caller += 1
  return rawRequest(method, stack.baseUrl + address + query, {
    token: tokens[endpoint.access.who] ?? null,
    headers: { 'x-forwarded-for': `198.51.${caller >> 8}.${caller & 255}` },
    ...request,
  })
}

/** Refused, with one of our codes and a sentence: never a crash, never silence. */
function expectRefusal(answer: RawAnswer, context: string): void {
  expect(answer.status, `${context}: ${answer.text.slice(0, 300)}`).toBeGreaterThanOrEqual(400)
  expect(answer.status, `${context}: ${answer.text.slice(0, 300)}`).toBeLessThan(500)
  expect(Object.keys(errorCatalog), context).toContain(codeOf(answer))
  expect(answer.json, context).toHaveProperty(
    'message',
    expect.stringMatching(/[\u4e00-\u9fff]{4}/),
  )
}

describe.each(withBody)('$name', (endpoint) => {
  it('refuses what is not JSON', async () => {
    expect(codeOf(await send(endpoint, { rawBody: '{"text": ' }))).toBe('request.malformed')
    expect(
      codeOf(
        await send(endpoint, { rawBody: 'a=1', contentType: 'application/x-www-form-urlencoded' }),
      ),
    ).toBe('request.unsupported_type')
    expectRefusal(await send(endpoint, { rawBody: '' }), 'empty')
  })

  it('refuses what is too large', async () => {
    const answer = await send(endpoint, {
      rawBody: JSON.stringify({ text: '长'.repeat(2_000_000) }),
    })
    expect([answer.status, codeOf(answer)]).toEqual([413, 'request.too_large'])
  })

  it('refuses wrong types, naming fields', async () => {
    for (const body of [
      null,
      [],
      'text',
      42,
      true,
      { text: { $gt: '' } },
      { revision: '1; drop' },
    ]) {
      expectRefusal(await send(endpoint, { body }), JSON.stringify(body))
    }
    const deep = `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`
    expectRefusal(await send(endpoint, { rawBody: deep }), 'deep')
  })
})

describe('anything at all', () => {
  it('never breaks an endpoint', { timeout: 120_000 }, async () => {
    const anyEndpoint = fc.constantFrom(
      ...withBody.filter(({ name }) => name !== 'auth.logoutEverywhere'),
    )
    await fc.assert(
      fc.asyncProperty(anyEndpoint, fc.jsonValue({ maxDepth: 4 }), async (endpoint, body) => {
        const answer = await send(endpoint, { body })
        expect(
          answer.status,
          `${endpoint.name} ${JSON.stringify(body)} ${answer.text.slice(0, 200)}`,
        ).toBeLessThan(500)
      }),
      { numRuns: 400, verbose: 1 },
    )
  })
})

describe.each(withUpload)('$name', (endpoint) => {
  function form(bytes: Uint8Array<ArrayBuffer>, field = 'file'): FormData {
    const data = new FormData()
    data.append(field, new Blob([bytes]), 'a.jpg')
    return data
  }

  it('refuses no file, a wrong field, an empty file and one that is too large', async () => {
    expectRefusal(await send(endpoint, { rawBody: '{}' }), 'json instead of a form')
    expectRefusal(
      await send(endpoint, { rawBody: form(new Uint8Array(10), 'other') }),
      'wrong field',
    )
    expectRefusal(await send(endpoint, { rawBody: form(new Uint8Array(0)) }), 'empty')
    expectRefusal(
      await send(endpoint, { rawBody: form(new Uint8Array(50 * 1024 * 1024)) }),
      'fifty megabytes',
    )
    expectRefusal(
      await send(endpoint, {
        rawBody: form(Uint8Array.of(0x4d, 0x5a, 0x90, 0, 3, 0, 0, 0, 4, 0, 0, 0, 0xff, 0xff, 0, 0)),
      }),
      'program',
    )
  })
})

describe.each(withId)('$name', (endpoint) => {
  it('refuses an id that is none', async () => {
    for (const id of ['x', '../../etc/passwd', '%00', `${'0'.repeat(24)}0`]) {
      expectRefusal(await send(endpoint, endpoint.body ? { body: {} } : {}, id), id)
    }
  })
})

describe.each(withQuery)('$name', (endpoint) => {
  it('refuses a query that makes no sense', async () => {
    const keys = Object.keys(endpoint.query?.shape ?? {})
    if (keys.includes('limit')) {
      for (const limit of ['0', '101', 'x', '-1', '1e9'])
        expectRefusal(await send(endpoint, {}, undefined, `?limit=${limit}`), `limit ${limit}`)
    }
    if (keys.includes('cursor')) {
      for (const cursor of ['x', 'bnVsbA', 'WzEsMiwzLDQsNV0', 'eyIkZ3QiOjF9'])
        expectRefusal(await send(endpoint, {}, undefined, `?cursor=${cursor}`), `cursor ${cursor}`)
    }
    if (keys.includes('orgId'))
      expectRefusal(await send(endpoint, {}, undefined, '?orgId=1'), 'orgId')
  })
})

describe('addresses that are none', () => {
  it.each([
    ['GET', '/api/nothing', 404, 'request.not_found'],
    ['POST', '/api/', 404, 'request.not_found'],
    ['DELETE', '/api/health', 405, 'request.method_not_allowed'],
    ['GET', '/api/public/digests/%E0%A4%A', 400, 'request.invalid'],
  ])('%s %s answers %i %s', async (method, address, status, code) => {
    const answer = await rawRequest(method, stack.baseUrl + address)
    expect([answer.status, codeOf(answer)]).toEqual([status, code])
  })
})
