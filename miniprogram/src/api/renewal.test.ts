import { beforeEach, describe, expect, it } from 'vitest'
import { ApiError, UnreachableError } from '@lianxin/shared/client'
import { device } from '../../test-stubs/taro'
import { api } from './client'
import { currentSession, keepSession, type Me } from './session'

const me: Me = {
  id: '0'.repeat(24),
  name: '李敏',
  phoneMasked: null,
  posts: [],
  orgId: '1'.repeat(24),
  orgName: '望江社区',
  usesDesk: false,
  elderMode: null,
  wechatBound: false,
  passwordFrom: null,
  consents: [],
}
const json = (statusCode: number, body: unknown) => ({ statusCode, data: JSON.stringify(body) })
const expired = json(401, { code: 'auth.expired', message: '登录已过期', requestId: 'r' })

/** A server where only `good` is a valid access token; refreshing `refresh-1` gives it. */
function serverWith(good: string, refresh: (body: string) => Promise<ReturnType<typeof json>>) {
  const seen: string[] = []
  device.request = async ({ url, header, data }) => {
    seen.push(url)
    if (url === '/api/auth/refresh') return refresh(data ?? '')
    return header.authorization === `Bearer ${good}` ? json(200, me) : expired
  }
  return seen
}

beforeEach(() => {
  device.storage.clear()
  keepSession({ accessToken: 'old', refreshToken: 'refresh-1', me })
})

describe('renewal of the access token', () => {
  it('exchanges the refresh token once for many calls that meet an expired token', async () => {
    const seen = serverWith('new', async () =>
      json(200, {
        accessToken: 'new',
        accessExpiresInSeconds: 900,
        refreshToken: 'refresh-2',
        me,
      }),
    )
    const answers = await Promise.all([api.call('me.get'), api.call('me.get'), api.call('me.get')])
    expect(answers.map((answer) => answer.name)).toEqual(['李敏', '李敏', '李敏'])
    expect(seen.filter((url) => url === '/api/auth/refresh')).toHaveLength(1)
    expect(currentSession()?.refreshToken).toBe('refresh-2')
  })

  it('takes over a token that another tab has renewed, instead of using the old one twice', async () => {
    const seen = serverWith('from-other-tab', async () => expired)
    const other = { accessToken: 'from-other-tab', refreshToken: 'refresh-9', me }
    device.storage.set('lx.session', JSON.stringify(other))
    await expect(api.call('me.get')).resolves.toMatchObject({ name: '李敏' })
    expect(seen).not.toContain('/api/auth/refresh')
    expect(currentSession()?.refreshToken).toBe('refresh-9')
  })

  it('signs out when the server refuses the refresh token', async () => {
    serverWith('none', async () => expired)
    await expect(api.call('me.get')).rejects.toBeInstanceOf(ApiError)
    expect(currentSession()).toBeNull()
    expect(device.storage.has('lx.session')).toBe(false)
  })

  it('keeps the session when there is no network to renew it', async () => {
    serverWith('none', () => Promise.reject(new Error('tunnel')))
    await expect(api.call('me.get')).rejects.toBeInstanceOf(UnreachableError)
    expect(currentSession()?.refreshToken).toBe('refresh-1')
  })
})
