import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Page } from '@/ui/page'

const root = () => document.documentElement.classList

let kept: [string, unknown][] = []

/** Opens the app afresh: modules start anew, what the device kept is there. */
async function opened(target: 'h5' | 'weapp', fontSizeSetting?: number) {
  vi.stubEnv('TARO_ENV', target)
  vi.resetModules()
  const { device } = await import('../../test-stubs/taro')
  for (const [key, value] of kept) device.storage.set(key, value)
  device.fontSizeSetting = fontSizeSetting
  const module = await import('./text-size')
  module.loadTextSize()
  const { Page: FreshPage } = await import('@/ui/page')
  return { ...module, device, FreshPage }
}

beforeEach(() => {
  kept = []
  root().remove('elder', 'elder-max')
})
afterEach(() => {
  cleanup()
  vi.unstubAllEnvs()
})

describe('elder mode', () => {
  it('is one tap away on every page and stays after reopening', async () => {
    const { FreshPage, device } = await opened('h5')
    const { container } = render(
      <FreshPage title="首页" here="home" tab>
        正文
      </FreshPage>,
    )
    expect(container.querySelector('.lx-page')?.className).not.toContain('elder')
    act(() => screen.getByRole('button', { name: '换成大字' }).click())
    expect(container.querySelector('.lx-page')?.className).toContain('elder')
    expect(root().contains('elder')).toBe(true)

    root().remove('elder')
    kept = [...device.storage]
    await opened('h5')
    expect(root().contains('elder')).toBe(true)
  })

  it.each([
    [19, ''],
    [20, 'elder'],
    [23, 'elder'],
  ])('starts in WeChat set to %d px with class "%s"', async (px, expected) => {
    const { FreshPage } = await opened('weapp', px)
    const { container } = render(
      <FreshPage title="首页" here="home">
        正文
      </FreshPage>,
    )
    const classes = container.querySelector('.lx-page')?.className.split(' ') ?? []
    expect(classes.includes('elder')).toBe(expected === 'elder')
  })

  it('follows the account on a new device, but not against a choice made on this one', async () => {
    const fresh = await opened('h5')
    fresh.adoptAccountTextSize(null)
    expect(root().contains('elder')).toBe(false)
    fresh.adoptAccountTextSize(true)
    expect(root().contains('elder')).toBe(true)
    fresh.chooseTextSize('normal')
    fresh.adoptAccountTextSize(true)
    expect(root().contains('elder')).toBe(false)
  })

  it('has a step to 30 px', async () => {
    const { chooseTextSize, textSizeClass } = await opened('h5')
    chooseTextSize('max')
    expect(root().contains('elder-max')).toBe(true)
    expect(textSizeClass('max')).toBe('elder elder-max')
  })
})

describe('the frame of a page', () => {
  it('has a way past the navigation and a main part that takes focus', () => {
    render(
      <Page title="公示栏" here="board">
        正文
      </Page>,
    )
    act(() => screen.getByRole('button', { name: '跳到正文' }).click())
    expect(document.activeElement).toBe(screen.getByRole('main'))
  })
})
