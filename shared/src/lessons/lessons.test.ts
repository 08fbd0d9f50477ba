import { describe, expect, test } from 'vitest'
import { addReport, expectedSeconds, isRead, neededSeconds, readPercent } from './index'

const text = (chars: number) => ({ kind: 'text' as const, heading: '', text: '字'.repeat(chars) })
const audio = (seconds: number, transcript = '') => ({
  kind: 'audio' as const,
  fileId: 'a'.repeat(24),
  title: '听',
  transcript,
  seconds,
})

describe('how long a block takes', () => {
  test.each([
    [400, 60, 30],
    [401, 61, 31],
    [20, 3, 2],
    [1, 1, 2],
  ])('%i characters: %i s, of which %i s are needed', (chars, expected, needed) => {
    expect(expectedSeconds(text(chars))).toBe(expected)
    expect(neededSeconds(text(chars))).toBe(needed)
  })
  test('four fifths of a recording, or half of reading its words', () => {
    expect(neededSeconds(audio(60))).toBe(48)
    expect(neededSeconds(audio(60, '字'.repeat(400)))).toBe(30)
    expect(neededSeconds(audio(20, '字'.repeat(400)))).toBe(16)
  })
})

test('every block counts by itself; a second less is not enough', () => {
  expect(isRead([30, 16], [30, 16])).toBe(true)
  expect(isRead([30, 16], [300, 15])).toBe(false)
  expect(readPercent([30, 16], [300, 15])).toBe(97)
  expect(readPercent([30, 16], [30, 16])).toBe(100)
  expect(isRead([2], [])).toBe(false)
})

describe('reports of phones', () => {
  const none = { dwell: [0, 0], phones: [] }
  test('the same again, and an older one that comes late, add nothing', () => {
    const once = addReport(none, { phone: 'a', dwell: [10, 5] }, 60)
    expect(once.dwell).toEqual([10, 5])
    expect(addReport(once, { phone: 'a', dwell: [10, 5] }, 60)).toEqual(once)
    expect(addReport(once, { phone: 'a', dwell: [9, 0] }, 60)).toEqual(once)
  })
  test('phones add up, in either order', () => {
    const [a, b] = [
      { phone: 'a', dwell: [10, 0] },
      { phone: 'b', dwell: [3, 7] },
    ]
    const ab = addReport(addReport(none, a, 60), b, 60)
    expect(ab.dwell).toEqual([13, 7])
    expect(addReport(addReport(none, b, 60), a, 60).dwell).toEqual([13, 7])
  })
  test('never more than has gone by, and what was claimed beyond is lost', () => {
    const claimed = addReport(none, { phone: 'a', dwell: [30, 30] }, 20.9)
    expect(claimed.dwell).toEqual([20, 0])
    expect(addReport(claimed, { phone: 'a', dwell: [30, 30] }, 500).dwell).toEqual([20, 0])
    expect(addReport(claimed, { phone: 'a', dwell: [30, 31] }, 500).dwell).toEqual([20, 1])
    expect(addReport(claimed, { phone: 'b', dwell: [20, 0] }, 20).dwell).toEqual([20, 0])
  })
})
