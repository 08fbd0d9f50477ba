import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { contract, type EndpointName, type OutputOf } from '@lianxin/shared/contract'

type Message = OutputOf<'playground.puppetSend'>
type Item = OutputOf<'bot.lease'>['items'][number]

/** What the bot asked of the server, in order. */
export interface Request {
  name: EndpointName
  id: string | null
  body: Record<string, unknown>
}

export interface Said {
  text?: string
  from?: string
  group?: string
  mentionBot?: boolean
  quote?: Message['quote']
  imageDataUrl?: string
}

export const ROOM = 'room-1@chatroom'
const members = [
  { id: 'wxid-wang', name: '王秀兰', role: '党员' },
  { id: 'wxid-liang', name: '小桥梁', role: '居民' },
]
const state = {
  botId: 'wxid-bot',
  botName: '小桥',
  botOnline: true,
  signIn: null,
  groups: [{ id: ROOM, topic: '望江第三支部', members }],
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function nameOf(method: string, path: string): { name: EndpointName; id: string | null } | null {
  for (const endpoint of Object.values(contract)) {
    const pattern = new RegExp(`^${endpoint.path.replace(/:\w+/g, '([^/]+)')}$`)
    const found = endpoint.method === method ? pattern.exec(path) : null
    if (found) return { name: endpoint.name, id: found[1] ?? null }
  }
  return null
}

/**
 * The server's side of the wire over real HTTP, for tests of the bot as a whole: a playground, and
 * the bot's endpoints, which note what they are asked. `answers` replaces one for a while.
 */
export async function startStandInServer() {
  const requests: Request[] = []
  const messages: Message[] = []
  const queue: Omit<Item, 'leaseToken' | 'leaseUntil' | 'sendAt' | 'id'>[] = []
  const answers = new Map<EndpointName, () => { status: number; json: unknown } | null>()
  const awaiting: string[] = []
  const awaitingEcho: string[] = []
  const lease = { forMs: 30_000 }
  const scan = { step: 'waiting' as OutputOf<'playground.puppetSignIn'>['step'] }
  let count = 0

  function add(message: Omit<Message, 'id' | 'seq' | 'at'>): Message {
    const seq = messages.length + 1
    const added = { ...message, seq, id: `msg-${seq}`, at: new Date().toISOString() }
    messages.push(added)
    return added
  }

  function addOfBot(group: string, text: string): Message {
    return add({
      group,
      text,
      from: state.botId,
      fromName: state.botName,
      isBot: true,
      quote: null,
      mentionBot: false,
      imageDataUrl: null,
    })
  }

  function leased(): OutputOf<'bot.lease'> {
    const items = queue.splice(0).map((item): Item => {
      count += 1
      const sendAt = new Date().toISOString()
      const leaseUntil = new Date(Date.now() + lease.forMs).toISOString()
      return {
        ...item,
        id: String(count).padStart(24, '0'),
        leaseToken: 'token',
        sendAt,
        leaseUntil,
      }
    })
    return { items, nextPollMs: 200, awaitingRatingRoomIds: awaiting }
  }

  async function events(after: number, waitMs: number) {
    const until = Date.now() + Math.min(waitMs, 1_000)
    while (messages.length <= after && Date.now() < until)
      await new Promise((resolve) => setTimeout(resolve, 10))
    return { items: messages.slice(after, after + 200), lastSeq: messages.length }
  }

  async function reply(name: EndpointName, body: Record<string, unknown>, query: URLSearchParams) {
    switch (name) {
      case 'playground.state':
        return state
      case 'playground.puppetEvents':
        return events(Number(query.get('after')), Number(query.get('waitMs') ?? 0))
      case 'playground.puppetSend':
        return addOfBot(String(body['group']), String(body['text']))
      case 'playground.puppetSignIn':
        return { step: scan.step }
      case 'bot.scan':
        return null
      case 'bot.hello':
        return {
          boundRoomIds: [ROOM],
          awaitingRatingRoomIds: awaiting,
          awaitingEchoContactIds: awaitingEcho,
        }
      case 'bot.lease':
        return leased()
      case 'bot.sending':
        return { waitMs: 0 }
      case 'bot.inbound':
        return { status: 'accepted', wake: true }
      case 'bot.photo':
        return { id: 'a'.repeat(24) }
      case 'bot.echo':
        return { settled: false }
      default:
        return null
    }
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://stand-in')
    const found = nameOf(request.method ?? 'GET', url.pathname)
    const bytes = await bytesOf(request)
    const isJson = request.headers['content-type']?.startsWith('application/json') === true
    const body = isJson ? (JSON.parse(bytes.toString()) as Record<string, unknown>) : {}
    if (found && !found.name.startsWith('playground.')) requests.push({ ...found, body })
    const instead = found ? answers.get(found.name)?.() : { status: 404, json: {} }
    const json = instead ? instead.json : found && (await reply(found.name, body, url.searchParams))
    response.writeHead(instead?.status ?? 200, { 'content-type': 'application/json' })
    response.end(json === null ? '' : JSON.stringify(json))
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  return {
    api: `http://127.0.0.1:${port}`,
    messages,
    requests,
    answers,
    awaiting,
    /** Contacts of whose chats the server waits for an echo. */
    awaitingEcho,
    /** How long leases last. */
    lease,
    /** How far somebody is with signing the stand-in's bot in. */
    scan,
    /** What was asked by this name. */
    asked: (name: EndpointName) => requests.filter((request) => request.name === name),
    /** Somebody says something in the playground. */
    say({ from = 'wxid-wang', group = ROOM, ...said }: Said): Message {
      return add({
        from,
        group,
        fromName: members.find((member) => member.id === from)?.name ?? '',
        isBot: false,
        text: said.text ?? '',
        quote: said.quote ?? null,
        mentionBot: said.mentionBot ?? false,
        imageDataUrl: said.imageDataUrl ?? null,
      })
    },
    /** The bot's own message of an earlier run, or somebody writing by hand with its account. */
    sayAsBot: addOfBot,
    /** Something for the bot to send. */
    queue: (text: string, chat: Item['chat'] = { type: 'group', roomId: ROOM }) =>
      queue.push({ chat, text }),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export type StandInServer = Awaited<ReturnType<typeof startStandInServer>>
