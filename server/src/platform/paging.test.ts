import { describe, expect, it } from 'vitest'
import { AppError } from './app-error'
import { cutPage, decodeCursor, encodeCursor } from './paging'

describe('cursors', () => {
  it('come back as the sort key that they were made from', () => {
    const at = new Date('2026-11-22T01:02:03.004Z')
    const id = '0123456789abcdef01234567'
    expect(
      decodeCursor(encodeCursor([at, id, 7, '名']), ['date', 'id', 'number', 'string']),
    ).toEqual([at, id, 7, '名'])
  })

  it.each([
    ['not base64 JSON', 'x'],
    ['another length', encodeCursor(['a'])],
    [
      'an object in disguise',
      Buffer.from('[{"$gt":""},"0123456789abcdef01234567"]').toString('base64url'),
    ],
    ['no id', encodeCursor(['a', 'b'])],
  ])('refuse %s', (_name, cursor) => {
    expect(() => decodeCursor(cursor, ['string', 'id'])).toThrow(AppError)
  })

  it('are given only when there is more', () => {
    const key = (row: number) => [row]
    expect(cutPage([1, 2], 2, key)).toEqual({ items: [1, 2], nextCursor: null })
    expect(cutPage([1, 2, 3], 2, key)).toEqual({ items: [1, 2], nextCursor: encodeCursor([2]) })
  })
})
