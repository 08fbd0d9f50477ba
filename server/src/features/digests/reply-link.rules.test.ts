import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createKeyring } from '../../platform/keyring'
import { readReplyToken, replyAddress, replyToken } from './reply-link.rules'

const keyring = createKeyring('a secret for tests only, 32 characters or more')
const hex = fc.stringMatching(/^[0-9a-f]{24}$/)

test('a token gives back what it was made of, the same each time, and reads under no other secret', () => {
  const other = createKeyring('another secret for tests, 32 characters or more')
  fc.assert(
    fc.property(hex, hex, (digestId, groupId) => {
      const token = replyToken(keyring, { digestId, groupId })
      expect(token).toMatch(/^[\w-]{48}$/)
      expect(replyToken(keyring, { digestId, groupId })).toBe(token)
      expect(readReplyToken(keyring, token)).toEqual({ digestId, groupId })
      expect(readReplyToken(other, token)).toBeNull()
    }),
  )
})

test('a token with any character changed, too long or too short is nobody’s', () => {
  const token = replyToken(keyring, { digestId: 'd'.repeat(24), groupId: 'a'.repeat(24) })
  for (let at = 0; at < token.length; at += 1) {
    const changed = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1)
    expect(readReplyToken(keyring, changed), changed).toBeNull()
  }
  const bad = ['', token.slice(1), token.slice(0, -1), `${token}A`, `${token}=`, ` ${token}`]
  for (const each of bad) expect(readReplyToken(keyring, each), each).toBeNull()
  fc.assert(fc.property(fc.string(), (text) => readReplyToken(keyring, text) === null))
})

test('the ids of one token do not serve with the signature of another', () => {
  const one = replyToken(keyring, { digestId: 'd'.repeat(24), groupId: 'a'.repeat(24) })
  const two = replyToken(keyring, { digestId: 'a'.repeat(24), groupId: 'd'.repeat(24) })
  expect(readReplyToken(keyring, one.slice(0, 32) + two.slice(32))).toBeNull()
})

test('the address opens the page on which a matter is said', () => {
  const address = replyAddress('https://bridge.example', 'abc')
  expect(address).toBe('https://bridge.example/#/pages/say/index?reply=abc')
})
