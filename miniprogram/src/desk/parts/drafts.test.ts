import { beforeEach, describe, expect, it } from 'vitest'
import { device } from '../../../test-stubs/taro'
import { signIn } from '../test-support/fake-server'
import { loadDraft, saveDraft } from './drafts'

const isText = (value: unknown): value is string => typeof value === 'string'
const dayMs = 24 * 60 * 60 * 1000

beforeEach(() => {
  device.storage.clear()
  signIn()
})

describe('drafts', () => {
  it('come back, and go when they are dropped', () => {
    saveDraft('ticket/1', '写了一半')
    saveDraft('ticket/2', '另一件')
    expect(loadDraft('ticket/1', isText)).toBe('写了一半')
    saveDraft('ticket/1', null)
    expect(loadDraft('ticket/1', isText)).toBeNull()
    expect(loadDraft('ticket/2', isText)).toBe('另一件')
  })

  it('are the person’s own on a shared computer', () => {
    saveDraft('ticket/1', '李敏写的')
    signIn('c'.repeat(24))
    expect(loadDraft('ticket/1', isText)).toBeNull()
  })

  it('live for exactly seven days', () => {
    saveDraft('ticket/1', '写了一半', 0)
    expect(loadDraft('ticket/1', isText, 7 * dayMs)).toBe('写了一半')
    expect(loadDraft('ticket/1', isText, 7 * dayMs + 1)).toBeNull()
  })

  it('are at most fifty, the oldest going first', () => {
    for (let n = 0; n <= 50; n++) saveDraft(`ticket/${n}`, String(n), n)
    expect(loadDraft('ticket/0', isText, 51)).toBeNull()
    expect(loadDraft('ticket/1', isText, 51)).toBe('1')
    expect(loadDraft('ticket/50', isText, 51)).toBe('50')
  })

  it('of an older shape are passed over', () => {
    saveDraft('ticket/1', { text: 'x' })
    expect(loadDraft('ticket/1', isText)).toBeNull()
  })
})
