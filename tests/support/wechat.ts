import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** A subscribe message as WeChat would show it. */
export interface ShownMessage {
  openid: string
  templateId: string
  page: string
  data: Record<string, string>
}

/** What the next call of a path gets instead of an answer. */
type Trouble = { errcode: number } | 'page' | 'reset'

/** A stand-in of WeChat's server API, over real HTTP. */
export interface WechatStandIn {
  /** Environment that points our server at it. */
  env: Record<string, string>
  /** The person agrees to one message of a template, as in `wx.requestSubscribeMessage`. */
  agree(openid: string, templateId: string): void
  /** Subscribe messages that arrived. */
  shown: ShownMessage[]
  /** Calls by path, e.g. `stable_token`. */
  calls(path: string): number
  /** The token in force ends. */
  endTokens(): void
  /** The next call of a path fails like this. */
  trouble(path: string, what: Trouble): void
  close(): Promise<void>
}

const appId = 'wx-test'
const secret = 'app-secret'
const refuse = (errcode: number, errmsg: string) => ({ errcode, errmsg })
type Body = Record<string, unknown>

async function bodyOf(request: IncomingMessage): Promise<Body> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  const parsed: unknown = text ? JSON.parse(text) : {}
  return typeof parsed === 'object' && parsed !== null ? (parsed as Body) : {}
}

/** WeChat's limits by kind of field; a value that breaks one gets 47003. */
const allowed: [RegExp, RegExp][] = [
  [/^thing\d+$/, /^.{1,20}$/su],
  [/^phrase\d+$/, /^\p{Script=Han}{1,5}$/u],
  [/^character_string\d+$/, /^[\x20-\x7e]{1,32}$/],
  [/^time\d+$/, /^\d{4}年\d{1,2}月\d{1,2}日 \d\d:\d\d$/],
]
const fits = (keyword: string, value: string) =>
  allowed.some(([name, values]) => name.test(keyword) && values.test(value))

function valuesOf(data: unknown): Record<string, string> | null {
  if (typeof data !== 'object' || data === null) return null
  const entries = Object.entries(data as Record<string, { value?: unknown }>)
  const values = entries.map(([keyword, { value }]) => [keyword, value] as const)
  const good = values.every(([keyword, value]) => typeof value === 'string' && fits(keyword, value))
  return good
    ? Object.fromEntries(values.map(([keyword, value]) => [keyword, String(value)]))
    : null
}

/**
 * Answers `jscode2session`, `stable_token` and `message/subscribe/send` as WeChat documents them:
 * always HTTP 200, `errcode` when refused.
 * @param people openid by the code that `wx.login` gives; any other code is invalid (40029)
 * @param options.codesOnce a code works once, as WeChat's do (40163)
 * @param options.templates templates that the account has; any other is invalid (40037)
 */
export async function startWechat(
  people: Record<string, string>,
  options: { codesOnce?: boolean; templates?: readonly string[] } = {},
): Promise<WechatStandIn> {
  const consents = new Map<string, number>()
  const shown: ShownMessage[] = []
  const counts = new Map<string, number>()
  const troubles = new Map<string, Trouble[]>()
  const used = new Set<string>()
  let token: string | null = null
  let issued = 0

  function session(code: string): object {
    const openid = people[code]
    if (!openid) return refuse(40_029, 'invalid code')
    if (options.codesOnce && used.has(code)) return refuse(40_163, 'code been used')
    used.add(code)
    return { openid, session_key: 'key' }
  }

  function stableToken(body: Body): object {
    if (body['appid'] !== appId) return refuse(40_013, 'invalid appid')
    if (body['secret'] !== secret) return refuse(40_125, 'invalid appsecret')
    // The one in force is given again to whoever asks.
    token ??= `stable-${(issued += 1)}`
    return { access_token: token, expires_in: 7200 }
  }

  function send(given: string | null, body: Body): object {
    const { touser, template_id: template, page, data } = body
    if (!given || given !== token) return refuse(40_001, 'invalid credential')
    if (typeof touser !== 'string' || !Object.values(people).includes(touser))
      return refuse(40_003, 'invalid openid')
    if (typeof template !== 'string' || !options.templates?.includes(template))
      return refuse(40_037, 'invalid template_id')
    const values = valuesOf(data)
    if (!values) return refuse(47_003, 'argument invalid!')
    const key = `${touser} ${template}`
    const left = consents.get(key) ?? 0
    if (left === 0) return refuse(43_101, 'user refuse to accept the msg')
    consents.set(key, left - 1)
    shown.push({ openid: touser, templateId: template, page: String(page), data: values })
    return refuse(0, 'ok')
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://stand-in')
    const path = url.pathname.replace(/^\/(sns|cgi-bin)\//, '')
    const body = await bodyOf(request)
    counts.set(path, (counts.get(path) ?? 0) + 1)
    const what = troubles.get(path)?.shift()
    if (what === 'reset') response.socket?.destroy()
    else if (what === 'page') response.writeHead(502).end('<html>bad gateway</html>')
    else if (what) response.end(JSON.stringify(refuse(what.errcode, 'trouble')))
    else {
      const query = url.searchParams
      const done =
        path === 'stable_token'
          ? stableToken(body)
          : path === 'message/subscribe/send'
            ? send(query.get('access_token'), body)
            : session(query.get('js_code') ?? '')
      response.end(JSON.stringify(done))
    }
  }

  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    env: {
      WECHAT_APPID: appId,
      WECHAT_SECRET: secret,
      WECHAT_API_BASE: `http://127.0.0.1:${port}`,
    },
    agree(openid, templateId) {
      const key = `${openid} ${templateId}`
      consents.set(key, (consents.get(key) ?? 0) + 1)
    },
    shown,
    calls: (path) => counts.get(path) ?? 0,
    endTokens: () => void (token = null),
    trouble: (path, what) => void troubles.set(path, [...(troubles.get(path) ?? []), what]),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
