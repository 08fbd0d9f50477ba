import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '../../../platform/clock'

/** A robot that some group of the stand-in has. */
export interface StandInRobot {
  vendor: 'wecom' | 'dingtalk' | 'feishu'
  token: string
  /** Asks for signed calls. */
  signSecret?: string
  /** Refuses what does not hold it. */
  keyword?: string
  stopped?: boolean
}

/** What the next call gets instead of an answer; all but `refuse` come after it was taken in. */
type Trouble =
  | { refuse: number; words?: string }
  | 'page'
  | 'reset'
  | 'cut'
  | 'redirect'
  | 'huge'
  | 'hang'

/** What a group saw. */
export interface Shown {
  token: string
  type: string
  text: string
  at: Date
}

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const PENALTY_MS = 10 * MINUTE_MS

type Body = Record<string, unknown>
const record = (value: unknown): Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
const words = (value: unknown) => (typeof value === 'string' ? value : '')
const bytes = (text: string) => Buffer.byteLength(text)

interface Call {
  token: string
  query: URLSearchParams
  body: Body
  size: number
}
/** A vendor's answer to a call, and what the group saw of it. */
interface Answer {
  status?: number
  json: object
  shown?: Seen
}

/** Messages of a robot within the vendor's window. */
class Window {
  private sent: number[] = []
  private blockedUntil = 0
  /** @returns is one more allowed now? */
  take(now: number, most: number, windowMs: number, penaltyMs = 0): boolean {
    if (now < this.blockedUntil) return false
    this.sent = this.sent.filter((at) => at > now - windowMs)
    if (this.sent.length >= most) {
      this.blockedUntil = now + penaltyMs
      return false
    }
    this.sent.push(now)
    return true
  }
}

const wecom = (errcode: number, errmsg: string): Answer => ({
  json: {
    errcode,
    errmsg: `${errmsg}, hint: [1700000000_1_0123456789abcdef], from ip: 192.0.2.1, more info at https://open.work.weixin.qq.com/devtool/query?e=${errcode}`,
  },
})

type Seen = { type: string; text: string }

function wecomContent(body: Body): Seen | Answer {
  const type = words(body['msgtype'])
  const part = record(body[type])
  if (type === 'text' || type === 'markdown') {
    const most = type === 'text' ? 2048 : 4096
    const text = words(part['content'])
    if (!text) return wecom(44_004, 'empty content')
    if (bytes(text) > most)
      return wecom(40_058, `${type}.content exceed max length ${most}. invalid Request Parameter`)
    return { type, text }
  }
  if (type === 'news') return wecomArticle(part)
  if (type === 'template_card') return wecomCard(part)
  return wecom(40_008, 'invalid message type')
}

const isAddress = (value: unknown) => URL.canParse(words(value))

/** One article is enough for us; what is too long WeCom cuts off by itself. */
function wecomArticle(news: Body): Seen | Answer {
  const articles = Array.isArray(news['articles']) ? news['articles'] : []
  const { title, description, url } = record(articles[0])
  if (articles.length !== 1) return wecom(40_063, 'articles is empty')
  if (!words(title)) return wecom(41_016, 'missing title')
  if (!isAddress(url)) return wecom(40_054, 'invalid sub button url')
  const cut = (text: unknown, most: number) => Buffer.from(words(text)).subarray(0, most).toString()
  const text = [cut(title, 128), cut(description, 512), words(url)].join('\n')
  return { type: 'news', text }
}

function wecomCard(card: Body): Seen | Answer {
  const { title, desc } = record(card['main_title'])
  const { type, url } = record(card['card_action'])
  if (card['card_type'] !== 'text_notice') return wecom(42_039, 'invalid card_type')
  if (!words(title) && !words(card['sub_title_text'])) return wecom(42_045, 'missing title')
  if (type !== 1 || !isAddress(url)) return wecom(42_040, 'invalid card_action')
  const text = [title, desc, card['sub_title_text'], url].map(words).join('\n')
  return { type: 'template_card', text }
}

function dingtalk(errcode: number, errmsg: string): Answer {
  return { json: { errcode, errmsg } }
}

function feishu(code: number, msg: string, status = 200): Answer {
  return { status, json: { code, data: {}, msg } }
}

function base64Hmac(key: string, data: string): string {
  return createHmac('sha256', key).update(data).digest('base64')
}

/**
 * Stand-ins of the three vendors' robots in one server over real HTTP, with their limits, their
 * signatures and the shapes of their answers as documented and as seen in the wild.
 * @param clock by which limits and signatures go
 */
export async function startRobots(clock: Clock, robots: readonly StandInRobot[]) {
  const shown: Shown[] = []
  const troubles: Trouble[] = []
  const minutes = new Map<string, Window>()
  const seconds = new Map<string, Window>()
  const sockets: ServerResponse[] = []
  let calls = 0
  let held: Promise<void> = Promise.resolve()

  function windowOf(windows: Map<string, Window>, token: string): Window {
    const window = windows.get(token) ?? new Window()
    windows.set(token, window)
    return window
  }
  const find = (vendor: StandInRobot['vendor'], token: string) =>
    robots.find((robot) => robot.vendor === vendor && robot.token === token)

  function askWecom({ token, body }: Call): Answer {
    const robot = find('wecom', token)
    if (!robot) return wecom(93_000, 'invalid webhook url')
    if (robot.stopped) return wecom(93_004, 'robot is disabled')
    const content = wecomContent(body)
    if ('json' in content) return content
    if (!windowOf(minutes, token).take(clock.now().getTime(), 20, MINUTE_MS))
      return wecom(45_009, 'api freq out of limit')
    return { json: { errcode: 0, errmsg: 'ok' }, shown: content }
  }

  function dingtalkSecurity(robot: StandInRobot, query: URLSearchParams, text: string) {
    const more = ', more: [https://ding-doc.dingtalk.com/doc#/serverapi2/qf2nxq]'
    if (robot.keyword && !text.includes(robot.keyword))
      return dingtalk(310_000, `keywords not in content${more}`)
    if (!robot.signSecret) return null
    const timestamp = query.get('timestamp') ?? ''
    if (Math.abs(clock.now().getTime() - Number(timestamp)) > HOUR_MS)
      return dingtalk(310_000, `invalid timestamp${more}`)
    const sign = base64Hmac(robot.signSecret, `${timestamp}\n${robot.signSecret}`)
    return query.get('sign') === sign ? null : dingtalk(310_000, `sign not match${more}`)
  }

  function askDingtalk({ token, query, body, size }: Call): Answer {
    if (!token) return dingtalk(40_035, '缺少参数 access_token')
    const robot = find('dingtalk', token)
    if (!robot) return dingtalk(300_005, 'token is not exist')
    if (robot.stopped) return dingtalk(400_102, 'bot is stopped')
    const type = words(body['msgtype'])
    const text = words(record(body['text'])['content'])
    if (type !== 'text' || !text) return dingtalk(400_105, 'unsupported msgtype')
    const insecure = dingtalkSecurity(robot, query, text)
    if (insecure) return insecure
    if (size > 20_000) return dingtalk(460_101, 'message too long, exceed 20000 bytes')
    if (!windowOf(minutes, token).take(clock.now().getTime(), 20, MINUTE_MS, PENALTY_MS))
      return {
        json: {
          status: 1111,
          wait: 5,
          source: 'x5',
          punish: 'deny',
          uuid: '24ce64f68ff5dc054dca012fc3931165',
          errcode: 130_101,
          errmsg: 'send too fast, exceed 20 times per minute',
        },
      }
    return { json: { errcode: 0, errmsg: 'ok' }, shown: { type, text } }
  }

  function askFeishu({ token, body, size }: Call): Answer {
    const robot = find('feishu', token)
    if (!robot) return feishu(19_001, 'param invalid: incoming webhook access token invalid', 400)
    const type = words(body['msg_type'])
    const text = words(record(body['content'])['text'])
    if (type !== 'text' || !text) return feishu(9499, 'Bad Request', 400)
    if (size > 20 * 1024) return feishu(9499, 'Bad Request', 400)
    const now = clock.now().getTime()
    if (robot.signSecret) {
      const timestamp = words(body['timestamp'])
      const sign = base64Hmac(`${timestamp}\n${robot.signSecret}`, '')
      if (Math.abs(now - Number(timestamp) * 1000) > HOUR_MS || sign !== body['sign'])
        return feishu(
          19_021,
          'sign match fail or timestamp is not within one hour from current time',
        )
    }
    if (robot.keyword && !text.includes(robot.keyword)) return feishu(19_024, 'Key Words Not Found')
    const inSecond = windowOf(seconds, token).take(now, 5, 1000)
    if (!inSecond || !windowOf(minutes, token).take(now, 100, MINUTE_MS))
      return feishu(11_232, 'frequency limited psm[lark.oapi.app_platform_runtime]appID[1500]')
    return {
      json: { StatusCode: 0, StatusMessage: 'success', code: 0, data: {}, msg: 'success' },
      shown: { type, text },
    }
  }

  function answerTo(url: URL, raw: string): Answer & { token: string } {
    const body = record(JSON.parse(raw))
    const size = bytes(raw)
    const { searchParams: query, pathname } = url
    const hook = /^\/open-apis\/bot\/v2\/hook\/(.+)$/.exec(pathname)
    const token = hook?.[1] ?? query.get('key') ?? query.get('access_token') ?? ''
    const call = { token, query, body, size }
    const refused = troubles[0]
    if (typeof refused === 'object') {
      troubles.shift()
      const { refuse, words: said = 'refused' } = refused
      const json = hook ? { code: refuse, msg: said } : { errcode: refuse, errmsg: said }
      return { json, token }
    }
    if (hook) return { ...askFeishu(call), token }
    if (pathname === '/robot/send') return { ...askDingtalk(call), token }
    return { ...askWecom(call), token }
  }

  function fail(response: ServerResponse, what: Exclude<Trouble, object>, base: string): void {
    if (what === 'reset') response.socket?.destroy()
    else if (what === 'hang') sockets.push(response)
    else if (what === 'redirect') response.writeHead(302, { location: `${base}/elsewhere` }).end()
    else if (what === 'huge') response.end(JSON.stringify({ errcode: 0, x: 'x'.repeat(3_000_000) }))
    else if (what === 'cut') {
      response.writeHead(200, { 'content-length': '500' }).write('{"errcode":0,"errmsg":"ok"')
      response.socket?.end()
    } else response.writeHead(502, { 'content-type': 'text/html' }).end('<html>bad gateway</html>')
  }

  function serve(request: IncomingMessage, response: ServerResponse, raw: string): void {
    calls += 1
    const base = `http://${request.headers.host ?? ''}`
    const answer = answerTo(new URL(request.url ?? '', base), raw)
    if (answer.shown) shown.push({ token: answer.token, ...answer.shown, at: clock.now() })
    const trouble = troubles.shift()
    if (typeof trouble === 'string') return fail(response, trouble, base)
    void held.then(() =>
      response
        .writeHead(answer.status ?? 200, { 'content-type': 'application/json' })
        .end(JSON.stringify(answer.json)),
    )
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => serve(request, response, Buffer.concat(chunks).toString('utf8')))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    apiBase: `http://127.0.0.1:${port}`,
    shown,
    calls: () => calls,
    /** Calls that wait for an answer that never comes. */
    hanging: () => sockets.length,
    /** Holds answers back until what is given is called. */
    hold(): () => void {
      let release = (): void => undefined
      held = new Promise((resolve) => (release = resolve))
      return release
    },
    /** Nothing goes wrong any more, and nothing is held back. */
    calm(): void {
      troubles.length = 0
      held = Promise.resolve()
    },
    /** The next calls go wrong, one each. */
    trouble: (...what: Trouble[]) => void troubles.push(...what),
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
