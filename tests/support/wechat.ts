import { createServer } from 'node:http'

/** A stand-in of WeChat's server API, over real HTTP. */
export interface WechatStandIn {
  /** Environment that points our server at it. */
  env: Record<string, string>
  close(): Promise<void>
}

/**
 * Answers `jscode2session` as WeChat documents it: always HTTP 200, `errcode` when refused.
 * @param people openid by the code that `wx.login` gives; any other code is invalid (40029)
 */
export async function startWechat(people: Record<string, string>): Promise<WechatStandIn> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://stand-in')
    const openid = people[url.searchParams.get('js_code') ?? '']
    const refused = { errcode: 40029, errmsg: 'invalid code' }
    response.end(JSON.stringify(openid ? { openid, session_key: 'key' } : refused))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    env: {
      WECHAT_APPID: 'wx-test',
      WECHAT_SECRET: 'app-secret',
      WECHAT_API_BASE: `http://127.0.0.1:${port}`,
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
