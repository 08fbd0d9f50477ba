import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'

afterEach(() => {
  cleanup()
  vi.unstubAllEnvs()
})

/** Opens it afresh for a target; on the phone of somebody whose WeChat is bound, unless told. */
async function opened(
  target: 'h5' | 'weapp',
  over: { bound?: boolean; templates?: readonly string[] } = {},
) {
  vi.stubEnv('TARO_ENV', target)
  vi.resetModules()
  const { default: Taro, device } = await import('../../test-stubs/taro')
  vi.spyOn(Taro, 'canIUse').mockReturnValue(true)
  const config = {
    botName: '小桥',
    publicUrl: '',
    demo: false,
    playground: false,
    policyPages: true,
    privacyVersion: '1',
    reminderTemplates: over.templates ?? ['template'],
    eventTemplates: [],
  }
  const asked: string[] = []
  device.request = async ({ url }) => {
    asked.push(url)
    const answer = url.endsWith('/client-config') ? config : { waiting: 0, open: true }
    return { statusCode: 200, data: JSON.stringify(answer) }
  }
  const { keepSession } = await import('@/api/session')
  const me = {
    id: 'a'.repeat(24),
    name: '王秀兰',
    phoneMasked: null,
    posts: [],
    orgId: '',
    orgName: '',
    usesDesk: false,
    elderMode: null,
    wechatBound: over.bound ?? true,
    passwordFrom: null,
    consents: [],
  }
  keepSession({ accessToken: 'token', refreshToken: 'refresh', me })
  const { loadClientConfig } = await import('@/api/client-config')
  await loadClientConfig()
  const { RemindMe } = await import('./remind-me')
  return { RemindMe, asked }
}

it('is offered in WeChat', async () => {
  const { RemindMe } = await opened('weapp')
  render(<RemindMe about="matter" id="t1" />)
  expect(await screen.findByRole('button', { name: '有答复时提醒我' })).toBeTruthy()
})

it.each([
  ['on H5', 'h5', {}],
  ['to whom WeChat is not bound', 'weapp', { bound: false }],
  ['where there is no template', 'weapp', { templates: [] }],
] as const)('is not offered %s, nor asked for', async (_name, target, over) => {
  const { RemindMe, asked } = await opened(target, over)
  const { container } = render(<RemindMe about="matter" id="t1" />)
  expect(container.innerHTML).toBe('')
  expect(asked.filter((url) => url.includes('reminders'))).toEqual([])
})
