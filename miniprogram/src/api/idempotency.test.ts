import { describe, expect, it, vi } from 'vitest'
import { createKeyring, newIdempotencyKey } from './idempotency'

describe('keyring', () => {
  it('keeps one key for the same content until it is forgotten', () => {
    const keyring = createKeyring()
    const first = keyring.keyFor('a')
    expect(keyring.keyFor('a')).toBe(first)
    expect(keyring.keyFor('b')).not.toBe(first)
    const again = keyring.keyFor('a')
    keyring.forget()
    expect(keyring.keyFor('a')).not.toBe(again)
  })

  it('makes keys without crypto, as in WeChat', () => {
    vi.stubGlobal('crypto', undefined)
    const keys = new Set(Array.from({ length: 500 }, newIdempotencyKey))
    vi.unstubAllGlobals()
    expect(keys.size).toBe(500)
    for (const key of keys) expect(key).toMatch(/^[0-9a-f]{32}$/)
  })
})
