import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { OutputOf } from '@lianxin/shared/contract'

type Event = OutputOf<'playground.puppetEvents'>['items'][number]

/** A chat group of the stand-in. */
export interface ChatRoom {
  id: string
  topic: string
  members: { id: string; name: string; role: string }[]
}

/** Something the bot said, with moments on the monotonic clock. */
export interface Said {
  room: string
  text: string
  /** When it was here. */
  at: number
  /** When its send can have begun at the earliest: its mark was asked for, and the wait it got. */
  begunAt: number
}

/** Where in a request of the bot something happens. */
export type Moment = 'before' | 'during' | 'after'
interface Trap {
  /** Requests until it springs. */
  left: number
  moment: Moment
  spring: () => Promise<void>
}

interface Answer {
  status: number
  body: string
}

const MOST_WAIT_MS = 5_000

/**
 * A WeChat that outlives both server and bot, standing between them: what the puppet asks of its
 * WeChat is answered here, everything else is passed on. So it knows all that was ever said and can
 * have either killed at any request.
 */
export async function startSurvivingWechat(botId: () => string, rooms: readonly ChatRoom[]) {
  const events: Event[] = []
  const said: Said[] = []
  const sockets = new Set<Socket>()
  const waiting: (() => void)[] = []
  let target = ''
  let trap: Trap | null = null
  let lastMark = { at: 0, waitMs: 0 }

  function add(message: Pick<Event, 'group' | 'from' | 'fromName' | 'isBot' | 'text'>): Event {
    const seq = events.length + 1
    const mentionBot = !message.isBot
    const rest = { quote: null, imageDataUrl: null, at: new Date().toISOString() }
    const event = { ...message, ...rest, mentionBot, id: `wx-${seq}`, seq }
    events.push(event)
    for (const wake of waiting.splice(0)) wake()
    return event
  }

  async function eventsAfter(url: URL): Promise<Answer> {
    const after = Number(url.searchParams.get('after'))
    const found = () => events.slice(after, after + 200)
    if (found().length === 0 && after <= events.length)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, MOST_WAIT_MS)
        waiting.push(() => {
          clearTimeout(timer)
          resolve()
        })
      })
    const items = found()
    return json(200, { items, lastSeq: items.at(-1)?.seq ?? events.length })
  }

  function send(body: string): Answer {
    const { group, text } = JSON.parse(body) as { group: string; text: string }
    const begunAt = lastMark.at + lastMark.waitMs
    said.push({ room: group, text, at: performance.now(), begunAt })
    return json(201, add({ group, from: botId(), fromName: '小桥', isBot: true, text }))
  }

  const state = () => json(200, { botId: botId(), botName: '小桥', botOnline: true, groups: rooms })

  async function passOn(request: IncomingMessage, body: string): Promise<Answer> {
    const { authorization, 'content-type': type } = request.headers
    const headers = {
      ...(authorization && { authorization }),
      ...(type && { 'content-type': type }),
    }
    const at = performance.now()
    const init = { method: request.method ?? 'GET', headers, ...(body && { body }) }
    const response = await fetch(target + (request.url ?? ''), init)
    const text = await response.text()
    if (response.ok && request.url?.endsWith('/sending'))
      lastMark = { at, waitMs: (JSON.parse(text) as { waitMs: number }).waitMs }
    return { status: response.status, body: text }
  }

  async function answer(request: IncomingMessage, body: string): Promise<Answer> {
    const url = new URL(request.url ?? '', 'http://wechat')
    if (url.pathname.endsWith('/playground/state')) return state()
    if (url.pathname.endsWith('/puppet/events')) return eventsAfter(url)
    if (url.pathname.endsWith('/puppet/messages')) return send(body)
    return passOn(request, body)
  }

  /** Is it this request's turn to be the last of somebody? Polls that rest here do not count. */
  function sprung(request: IncomingMessage): Trap | null {
    if (!trap || request.url?.includes('/puppet/events')) return null
    trap.left -= 1
    if (trap.left > 0) return null
    const now = trap
    trap = null
    return now
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await textOf(request)
    const now = sprung(request)
    if (now?.moment === 'before') await now.spring()
    else {
      const given = answer(request, body).catch(() => null)
      if (now?.moment === 'during') await Promise.all([now.spring(), given])
      const done = await given
      if (now?.moment === 'after') await now.spring()
      if (!now && done) {
        response.writeHead(done.status, { 'content-type': 'application/json' }).end(done.body)
        return
      }
    }
    // whoever asked, or was asked, is dead: there is no answer
    request.socket.destroy()
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => request.socket.destroy())
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()

  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    said,
    rooms,
    /** Where the server is. */
    connect(baseUrl: string): void {
      target = baseUrl
    },
    /** A member says something to the bot. */
    say: (room: ChatRoom, member: ChatRoom['members'][number], text: string): Event =>
      add({ group: room.id, from: member.id, fromName: member.name, isBot: false, text }),
    /** Has something happen at the bot's n-th request from now; ends when it has. */
    at: (count: number, moment: Moment, happen: () => Promise<void>): Promise<void> =>
      new Promise((resolve, reject) => {
        const spring = () => happen().then(resolve, reject)
        trap = { left: count, moment, spring }
      }),
    close(): Promise<void> {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

function json(status: number, body: unknown): Answer {
  return { status, body: JSON.stringify(body) }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text
}
