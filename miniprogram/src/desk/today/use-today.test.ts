import type { OutputOf } from '@lianxin/shared/contract'
import { describe, expect, it } from 'vitest'
import { sortDigests } from './use-today'

type Digest = OutputOf<'digests.list'>['items'][number]

const digest = (id: string, change: Partial<Digest>): Digest => ({
  id,
  issueNo: 1,
  title: id,
  state: 'draft',
  org: { id: 'o', name: '望江社区' },
  author: { id: 'me', name: '李敏' },
  updatedAt: '2026-11-22T02:00:00.000Z',
  nextRunAt: null,
  missedAt: null,
  deliveries: {} as Digest['deliveries'],
  ...change,
})
const other = { id: 'other', name: '何志远' }
const ids = (digests: { id: string }[]) => digests.map((one) => one.id)

describe('sortDigests', () => {
  it('asks me to judge what others wrote, never what I wrote', () => {
    const sorted = sortDigests(
      [
        digest('mine', { state: 'in_review' }),
        digest('theirs', { state: 'in_review', author: other }),
        digest('draft', { author: other }),
        digest('approved', { state: 'approved' }),
        digest('missed', { state: 'approved', missedAt: '2026-11-22T02:00:00.000Z' }),
      ],
      { id: 'me' },
    )
    expect(ids(sorted.toReview)).toEqual(['theirs'])
    expect(ids(sorted.mineInReview)).toEqual(['mine'])
    expect(ids(sorted.toSchedule)).toEqual(['approved'])
  })
})
