import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createClient } from '@lianxin/shared/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, rawRequest } from '../support/raw-http'
import { startStack, type Stack } from '../support/stack'

const password = 'lianxin-demo'

/** WeChat's jscode2session as the vendor documents it: openid, or errcode with HTTP 200. */
function wechatStandIn(): Promise<Server> {
  const answers: Record<string, object> = {
    'code-gao': { openid: 'o-gao', session_key: 'k' },
    'code-lin': { openid: 'o-lin', session_key: 'k' },
    used: { errcode: 40163, errmsg: 'code been used' },
    bad: { errcode: 40029, errmsg: 'invalid code' },
    risky: { errcode: 40226, errmsg: 'code blocked' },
    busy: { errcode: -1, errmsg: 'system error' },
    often: { errcode: 45011, errmsg: 'api minute-quota reach limit' },
  }
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://stand-in')
    const rightApp =
      url.pathname === '/sns/jscode2session' && url.searchParams.get('secret') === 'app-secret'
    const code = url.searchParams.get('js_code') ?? ''
    if (code === 'broken') response.end('<html>502</html>')
    else
      response.end(
        JSON.stringify(
          rightApp
            ? (answers[code] ?? answers['bad'])
            : { errcode: 40125, errmsg: 'invalid appsecret' },
        ),
      )
  })
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}

let stack: Stack
let wechat: Server

beforeAll(async () => {
  wechat = await wechatStandIn()
  const { port } = wechat.address() as AddressInfo
  stack = await startStack({
    env: {
      TRUST_PROXY: '1',
      WECHAT_APPID: 'wx-test',
      WECHAT_SECRET: 'app-secret',
      WECHAT_API_BASE: `http://127.0.0.1:${port}`,
    },
  })
})
afterAll(async () => {
  await stack?.stop()
  wechat?.close()
})

async function login(phone: string, given: string, address = '203.0.113.1') {
  return rawRequest('POST', `${stack.baseUrl}/api/auth/login`, {
    body: { phone, password: given },
    headers: { 'x-forwarded-for': address },
  })
}

describe('phone and password', () => {
  it('lets the right one in and says the same of a wrong password and of nobody', async () => {
    const session = await stack.client.call('auth.login', {
      body: { phone: '19900000011', password },
    })
    expect(session.me).toMatchObject({
      name: '王秀兰',
      usesDesk: false,
      phoneMasked: '199****0011',
    })
    const wrong = await login('19900000011', 'wrong')
    const nobody = await login('19900000099', 'wrong')
    expect([wrong.status, codeOf(wrong)]).toEqual([401, 'auth.wrong_credentials'])
    expect({ ...(nobody.json as object), requestId: '' }).toEqual({
      ...(wrong.json as object),
      requestId: '',
    })
  })

  it('makes an account wait after eight wrong tries, from whatever address', async () => {
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      const answer = await login('19900000012', 'wrong', `203.0.113.${attempt}`)
      expect([attempt, codeOf(answer)]).toEqual([attempt, 'auth.wrong_credentials'])
    }
    expect(codeOf(await login('19900000012', password, '203.0.113.99'))).toBe('auth.locked')
    expect((await login('19900000013', password, '203.0.113.99')).status).toBe(200)
  })
})

describe('a session', () => {
  it('is renewed by a refresh token once; a second use ends it', async () => {
    const first = await stack.client.call('auth.login', {
      body: { phone: '19900000014', password },
    })
    const second = await stack.client.call('auth.refresh', {
      body: { refreshToken: first.refreshToken },
    })
    expect(second.refreshToken).not.toBe(first.refreshToken)
    await expect(
      stack.client.call('auth.refresh', { body: { refreshToken: first.refreshToken } }),
    ).rejects.toMatchObject({ code: 'auth.expired' })
    await expect(
      stack.client.call('auth.refresh', { body: { refreshToken: second.refreshToken } }),
    ).rejects.toMatchObject({ code: 'auth.expired' })
  })

  it('is renewed as often as a hall full of phones behind one address needs it', async () => {
    const { accounts } = await stack.client.call('meta.demoAccounts')
    const { phone = '', password = '' } = accounts[0] ?? {}
    let session = await stack.client.call('auth.login', { body: { phone, password } })
    for (let time = 0; time < 70; time += 1)
      session = await stack.client.call('auth.refresh', {
        body: { refreshToken: session.refreshToken },
      })
    const client = stack.clientWith(session.accessToken)
    expect((await client.call('me.get')).name).toBe(accounts[0]?.name)
  })

  it('ends when its owner says so, here and everywhere', async () => {
    const sign = () => stack.client.call('auth.login', { body: { phone: '19900000015', password } })
    const [one, two] = [await sign(), await sign()]
    await stack.clientWith(one.accessToken).call('auth.logout')
    await expect(stack.clientWith(one.accessToken).call('me.get')).rejects.toMatchObject({
      code: 'auth.expired',
    })
    expect((await stack.clientWith(two.accessToken).call('me.get')).name).toBe('杨春梅')
    await stack.clientWith(two.accessToken).call('auth.logoutEverywhere')
    await expect(stack.clientWith(two.accessToken).call('me.get')).rejects.toMatchObject({
      code: 'auth.expired',
    })
    await expect(
      stack.client.call('auth.refresh', { body: { refreshToken: two.refreshToken } }),
    ).rejects.toMatchObject({ code: 'auth.expired' })
  })

  it('is renewed by the client by itself', async () => {
    let token = 'out.of.date'
    const session = await stack.client.call('auth.login', {
      body: { phone: '19900000016', password },
    })
    const client = createClient({
      baseUrl: stack.baseUrl,
      token: () => token,
      renew: async () => {
        token = session.accessToken
        return true
      },
    })
    expect((await client.call('me.get')).name).toBe('黄志强')
  })

  it('survives a change of password alone, and the new one needs eight characters', async () => {
    const sign = (given: string) =>
      stack.client.call('auth.login', { body: { phone: '19900000017', password: given } })
    const [mine, other] = [await sign(password), await sign(password)]
    const change = (next: string) =>
      stack
        .clientWith(mine.accessToken)
        .call('me.changePassword', { body: { current: password, next } })
    await expect(change('1234567')).rejects.toMatchObject({ code: 'auth.weak_password' })
    await change('12345678')
    expect((await stack.clientWith(mine.accessToken).call('me.get')).name).toBe('吴月琴')
    await expect(
      stack.client.call('auth.refresh', { body: { refreshToken: other.refreshToken } }),
    ).rejects.toMatchObject({ code: 'auth.expired' })
    expect((await sign('12345678')).me.name).toBe('吴月琴')
  })
})

describe('WeChat', () => {
  it('signs in once it is bound, and is bound to one person', async () => {
    const first = await stack.client.call('auth.wechat', { body: { code: 'code-gao' } })
    if (first.status !== 'unbound') throw new Error('nobody has bound it yet')
    expect(first.bindToken).not.toContain('o-gao')
    const bound = await stack.client.call('auth.bindWechat', {
      body: { bindToken: first.bindToken, phone: '19900000021', password },
    })
    expect(bound.me).toMatchObject({ name: '高晓东', wechatBound: true })
    const again = await stack.client.call('auth.wechat', { body: { code: 'code-gao' } })
    expect(again).toMatchObject({ status: 'signed_in', session: { me: { name: '高晓东' } } })
    await expect(
      stack.client.call('auth.bindWechat', {
        body: { bindToken: first.bindToken, phone: '19900000022', password },
      }),
    ).rejects.toMatchObject({ code: 'auth.wechat_taken' })
  })

  it.each([
    ['used', 'auth.wechat_rejected'],
    ['bad', 'auth.wechat_rejected'],
    ['risky', 'auth.wechat_rejected'],
    ['busy', 'auth.wechat_busy'],
    ['often', 'auth.wechat_busy'],
    ['broken', 'auth.wechat_busy'],
  ])('code %s gives %s', async (code, expected) => {
    await expect(stack.client.call('auth.wechat', { body: { code } })).rejects.toMatchObject({
      code: expected,
    })
  })

  it('does not take a bind token that is not ours', async () => {
    await expect(
      stack.client.call('auth.bindWechat', {
        body: { bindToken: 'a.b.c', phone: '19900000022', password },
      }),
    ).rejects.toMatchObject({ code: 'auth.wechat_rejected' })
  })
})

describe('what the log keeps', () => {
  it('has neither phone nor password nor token', () => {
    const logs = stack.logs()
    for (const secret of ['19900000011', password, 'o-gao', 'app-secret']) {
      // the banner names the demo's accounts on purpose, on stdout
      expect(
        logs.split('\n').filter((line) => line.startsWith('{') && line.includes(secret)),
      ).toEqual([])
    }
  })
})
