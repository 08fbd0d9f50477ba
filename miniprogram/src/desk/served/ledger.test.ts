import { describe, expect, it } from 'vitest'
import { accountsOf, type Entry } from './ledger'

const entryOf = (id: string, minutes: number, corrects: string | null = null): Entry => ({
  id,
  personId: 'p',
  name: '王秀兰',
  kind: corrects === null ? 'credited' : 'correction',
  title: '清洁日',
  day: '2026-11-28',
  minutes,
  effect: 'plain',
  host: { id: 'o', name: '望江社区' },
  recordedBy: '李敏',
  recordedAt: '2026-11-28T03:00:00.000Z',
  reason: null,
  proof: null,
  corrects,
  corrections: 0,
})

describe('accounts of a date', () => {
  it('say what stood after each correction, each with its own entry', () => {
    const [first, second] = accountsOf([
      entryOf('a', 120),
      entryOf('b', 40),
      entryOf('c', -60, 'a'),
      entryOf('d', 30, 'a'),
      entryOf('e', -40, 'b'),
    ])
    expect(first?.changes.map(({ stands }) => stands)).toEqual([60, 90])
    expect(first?.stands).toBe(90)
    expect(second?.changes.map(({ entry }) => entry.id)).toEqual(['e'])
    expect(second?.stands).toBe(0)
  })

  it('of nothing are none', () => {
    expect(accountsOf([])).toEqual([])
  })
})
