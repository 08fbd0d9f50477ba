import { expect, test } from 'vitest'
import { codeFrom, normalizeCode } from './readable-code'

test('a code is 8 unmistakable characters and forgives how it is typed', () => {
  const code = codeFrom(Buffer.alloc(32, 255).toString('base64url'))
  expect(code).toMatch(/^[23456789ABCDEFGHJKMNPQRSTVWXYZ]{8}$/)
  expect(codeFrom(Buffer.alloc(32, 254).toString('base64url'))).not.toBe(code)
  expect(normalizeCode(` ${code.slice(0, 4).toLowerCase()}-${code.slice(4)}`)).toBe(code)
})
