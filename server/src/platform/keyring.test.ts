import { describe, expect, it } from 'vitest'
import { createKeyring } from './keyring'

const keyring = createKeyring('a secret of at least thirty-two characters')

describe('keyring', () => {
  it('seals and opens, never twice alike', () => {
    const sealed = keyring.encrypt('13900000000')
    expect(sealed).not.toContain('139')
    expect(keyring.encrypt('13900000000')).not.toBe(sealed)
    expect(keyring.decrypt(sealed)).toBe('13900000000')
  })

  it('refuses what was tampered with or sealed elsewhere', () => {
    const [id, iv, tag, text = ''] = keyring.encrypt('13900000000').split('.')
    const changed = `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`
    expect(() => keyring.decrypt([id, iv, tag, changed].join('.'))).toThrow()
    const other = createKeyring('another secret of thirty-two characters!')
    expect(() => other.decrypt(keyring.encrypt('x'))).toThrow(/unknown key/)
  })

  it('still opens what a former secret sealed', () => {
    const next = createKeyring('a newer secret of thirty-two characters!', [
      'a secret of at least thirty-two characters',
    ])
    expect(next.decrypt(keyring.encrypt('旧的'))).toBe('旧的')
    expect(() => keyring.decrypt(next.encrypt('新的'))).toThrow()
  })

  it('keeps purposes apart and checks signatures', () => {
    expect(keyring.blindIndex('phone', 'x')).toBe(keyring.blindIndex('phone', 'x'))
    expect(keyring.blindIndex('phone', 'x')).not.toBe(keyring.blindIndex('openid', 'x'))
    const signature = keyring.sign('photo', 'a.1')
    expect(keyring.verify('photo', 'a.1', signature)).toBe(true)
    expect(keyring.verify('photo', 'a.2', signature)).toBe(false)
    expect(keyring.verify('code', 'a.1', signature)).toBe(false)
    expect(keyring.verify('photo', 'a.1', '')).toBe(false)
  })
})
