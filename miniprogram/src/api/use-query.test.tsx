import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Loading } from '@/ui/loading'
import { useLoaded } from './use-query'

interface Pending {
  key: string
  answer: (value: string) => void
  fail: (error: Error) => void
}

let pending: Pending[] = []

function Probe({ about }: { about: string | null }) {
  const query = useLoaded(
    about,
    () =>
      new Promise<string>((answer, fail) => {
        pending.push({ key: about ?? '', answer, fail })
      }),
  )
  return <Loading query={query}>{(data) => <p>{data}</p>}</Loading>
}

beforeEach(() => {
  pending = []
  vi.useFakeTimers()
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

function pass(ms: number) {
  act(() => {
    vi.advanceTimersByTime(ms)
  })
}
const answer = (index: number, value: string) => act(async () => pending[index]?.answer(value))

describe('useLoaded', () => {
  it('shows nothing for 0.4 s, then a skeleton, and after 3 s says why', async () => {
    render(<Probe about="a" />)
    pass(399)
    expect(screen.queryByRole('status')).toBeNull()
    pass(1)
    expect(screen.getByRole('status').textContent).not.toContain('还在加载')
    pass(2600)
    expect(screen.getByRole('status').textContent).toContain('还在加载')
    await answer(0, 'here')
    expect(screen.queryByRole('status')).toBeNull()
    expect(screen.getByText('here')).toBeTruthy()
  })

  it('drops an answer that belongs to an earlier key', async () => {
    const { rerender } = render(<Probe about="a" />)
    rerender(<Probe about="b" />)
    await answer(1, 'for b')
    await answer(0, 'for a')
    expect(screen.getByText('for b')).toBeTruthy()
    expect(screen.queryByText('for a')).toBeNull()
  })

  it('offers another try when it fails', async () => {
    render(<Probe about="a" />)
    await act(async () => pending[0]?.fail(new Error('x')))
    expect(screen.getByRole('alert')).toBeTruthy()
    act(() => screen.getByRole('button', { name: '再试一次' }).click())
    await answer(1, 'second try')
    expect(screen.getByText('second try')).toBeTruthy()
  })

  it('does not load without a key', () => {
    render(<Probe about={null} />)
    expect(pending).toHaveLength(0)
  })
})
