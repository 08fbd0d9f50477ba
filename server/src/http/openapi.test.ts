import { contract, type Endpoint } from '@lianxin/shared/contract'
import { describe, expect, it } from 'vitest'
import { createOpenApi } from './openapi'

const document = createOpenApi()
const endpoints: Endpoint[] = Object.values(contract)

describe('openapi.json', () => {
  it('is in step with the contract (npm run openapi writes it)', async () => {
    await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot(
      '../../../openapi.json',
    )
  })

  it('holds every endpoint there is in production, once, and no other', () => {
    const paths = document['paths'] as Record<string, Record<string, { operationId: string }>>
    const written = Object.values(paths).flatMap((item) =>
      Object.values(item).map(({ operationId }) => operationId),
    )
    const declared = endpoints.filter(({ devOnly }) => !devOnly).map(({ name }) => name)
    expect(written.toSorted()).toEqual(declared.toSorted())
  })
})

describe('the contract', () => {
  it('has one endpoint for a method and path', () => {
    const lines = endpoints.map(({ method, path }) => `${method} ${path}`)
    expect(new Set(lines).size).toBe(lines.length)
  })

  it('lets 204 go without an answer and everything else with one', () => {
    for (const { name, status, response, binary } of endpoints) {
      const answers = [response, binary].filter(Boolean).length
      expect([name, answers]).toEqual([name, status === 204 ? 0 : 1])
    }
  })
})
