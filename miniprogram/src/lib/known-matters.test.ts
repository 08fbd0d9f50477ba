import { beforeEach, describe, expect, it } from 'vitest'
import { device } from '../../test-stubs/taro'
import { codeOf, forgetMatter, knownMatters, rememberMatter, tidyNumber } from './known-matters'

beforeEach(() => device.storage.clear())

describe('matters remembered on a device', () => {
  it('keeps the newest twenty, each once', () => {
    for (let no = 1; no <= 21; no++) rememberMatter({ number: `LX-${no}`, code: `c${no}` })
    rememberMatter({ number: 'LX-5', code: 'c5' })
    const numbers = knownMatters().map((matter) => matter.number)
    expect(numbers).toHaveLength(20)
    expect(numbers[0]).toBe('LX-5')
    expect(numbers).not.toContain('LX-1')
    expect(new Set(numbers).size).toBe(20)
  })

  it('gives the code until it is forgotten', () => {
    rememberMatter({ number: 'LX-A', code: 'secret' })
    expect(codeOf('LX-A')).toBe('secret')
    forgetMatter('LX-A')
    expect(codeOf('LX-A')).toBeNull()
  })

  it('reads numbers as people type them', () => {
    expect(tidyNumber(' ｌx－20261122－０００7 ')).toBe('LX-20261122-0007')
  })
})
