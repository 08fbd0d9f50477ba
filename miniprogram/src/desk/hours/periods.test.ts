import { describe, expect, it } from 'vitest'
import { monthOptions, periodOf, periodWords } from './periods'

describe('the period of a report', () => {
  it('turns at midnight in Shanghai, and the year with it', () => {
    const before = new Date('2026-12-31T23:59:59+08:00')
    const after = new Date('2027-01-01T00:00:00+08:00')
    expect(periodOf('month', before)).toEqual({ from: '2026-12', to: '2026-12' })
    expect(periodOf('lastMonth', before)).toEqual({ from: '2026-11', to: '2026-11' })
    expect(periodOf('year', before)).toEqual({ from: '2026-01', to: '2026-12' })
    expect(periodOf('month', after)).toEqual({ from: '2027-01', to: '2027-01' })
    expect(periodOf('lastMonth', after)).toEqual({ from: '2026-12', to: '2026-12' })
    expect(periodOf('year', after)).toEqual({ from: '2027-01', to: '2027-01' })
  })

  it('can be any of three years: what a report covers at most', () => {
    const options = monthOptions(new Date('2026-11-24T12:00:00+08:00'))
    expect(options).toHaveLength(36)
    expect(options[0]).toEqual({ key: '2026-11', text: '2026年11月' })
    expect(options.at(-1)).toEqual({ key: '2023-12', text: '2023年12月' })
  })

  it('is said once when it is one month', () => {
    expect(periodWords({ from: '2026-11', to: '2026-11' })).toBe('2026年11月')
    expect(periodWords({ from: '2026-01', to: '2026-11' })).toBe('2026年1月 至 2026年11月')
  })
})
