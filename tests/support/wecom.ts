import { createServer, type ServerResponse } from 'node:http'

/** A customer group of the stand-in's corporation. */
interface Chat {
  id: string
  name: string
  owner: string
  members: number
}

/** What the next call of a path gets instead of an answer. */
type Trouble = { errcode: number } | 'page' | 'reset' | 'cut'

/** A task as it was asked for. */
interface Task {
  msgid: string
  sender: string
  chatIds: string[]
  content: string
  link: { title: string; desc: string; url: string } | null
  /** 0 not confirmed, 1 sent, 2 no tie with the group, 3 had its messages. */
  status: 0 | 1 | 2 | 3
}

/** A stand-in of WeCom's server API, over real HTTP. */
export interface WecomStandIn {
  apiBase: string
  tasks: Task[]
  /** Calls by path, e.g. `gettoken`. */
  calls(path: string): number
  /** The tokens in force end; the next call with one gets this code. */
  endTokens(code: 40014 | 42001): void
  /** The next call of a path fails like this. */
  trouble(path: string, what: Trouble): void
  /** Holds the answers to a path back until what is given is called. */
  hold(path: string): () => void
  close(): Promise<void>
}

const ok = { errcode: 0, errmsg: 'ok' }
const refuse = (errcode: number) => ({ errcode, errmsg: `refused, hint: [${errcode}]` })

function troubled(response: ServerResponse, what: Trouble): void {
  if (what === 'reset') response.socket?.destroy()
  else if (what === 'page') {
    response.writeHead(502, { 'content-type': 'text/html' }).end('<html>bad gateway</html>')
  } else if (what === 'cut') {
    response.writeHead(200, { 'content-length': '500' }).write('{"errcode":0,"errmsg":"ok"')
    response.socket?.end()
  } else response.end(JSON.stringify(refuse(what.errcode)))
}

interface State {
  tokens: Set<string>
  staleCode: number
  tasks: Task[]
  issued: number
}

type Body = Record<string, unknown>
const record = (value: unknown): Body =>
  typeof value === 'object' && value !== null ? (value as Body) : {}
const words = (value: unknown) => (typeof value === 'string' ? value : '')

/** Makes a task as WeCom does: what cannot be sent is listed, and nothing is made for it. */
function addTask(state: State, chats: readonly Chat[], body: Body): object {
  const sender = words(body['sender'])
  const asked = Array.isArray(body['chat_id_list']) ? body['chat_id_list'].map(String) : []
  const content = words(record(body['text'])['content'])
  const attachments = Array.isArray(body['attachments']) ? body['attachments'] : []
  const link = attachments.length > 0 ? record(record(attachments[0])['link']) : null
  if (body['chat_type'] !== 'group' || asked.length === 0) return refuse(40_058)
  if (!chats.some(({ owner }) => owner === sender)) return refuse(40_003)
  if (Buffer.byteLength(content) > 4_000) return refuse(45_002)
  if (link && Buffer.byteLength(words(link['title'])) > 128) return refuse(40_058)
  const reachable = asked.filter((id) =>
    chats.some((chat) => chat.id === id && chat.owner === sender),
  )
  if (reachable.length === 0 && asked.length > 1) return refuse(41_048)
  const msgid = `msg${state.tasks.length + 1}`
  const linked = link && {
    title: words(link['title']),
    desc: words(link['desc']),
    url: words(link['url']),
  }
  if (reachable.length > 0)
    state.tasks.push({ msgid, sender, chatIds: reachable, content, link: linked, status: 0 })
  return { ...ok, msgid, fail_list: asked.filter((id) => !reachable.includes(id)) }
}

/** WeCom lists nothing for a task in groups until it was confirmed. */
function sendResult(state: State, body: Body): object {
  const task = state.tasks.find(({ msgid }) => msgid === body['msgid'])
  if (!task) return refuse(41_047)
  const { sender: userid, status } = task
  const sendList = task.chatIds.map((chat_id) => ({ chat_id, userid, status }))
  return { ...ok, next_cursor: '', send_list: status === 0 ? [] : sendList }
}

function listChats(chats: readonly Chat[], body: Body): object {
  const limit = Number(body['limit'])
  if (!(limit >= 1 && limit <= 1000)) return refuse(40_058)
  const owners = record(body['owner_filter'])['userid_list']
  const owned = chats.filter(({ owner }) => Array.isArray(owners) && owners.includes(owner))
  const from = Number(words(body['cursor']).replace('cursor-', ''))
  if (Number.isNaN(from)) return refuse(50_100)
  const list = owned.slice(from, from + limit).map(({ id }) => ({ chat_id: id, status: 0 }))
  const next = from + limit < owned.length ? `cursor-${from + limit}` : ''
  return { ...ok, group_chat_list: list, next_cursor: next }
}

function getChat(chats: readonly Chat[], body: Body): object {
  const chat = chats.find(({ id }) => id === body['chat_id'])
  if (!chat) return refuse(40_050)
  const members = Array.from({ length: chat.members }, (_, index) => ({ userid: `m${index}` }))
  return {
    ...ok,
    group_chat: {
      chat_id: chat.id,
      name: chat.name,
      owner: chat.owner,
      create_time: 1_700_000_000,
      member_list: members,
    },
  }
}

/** Answers as WeCom documents it: always HTTP 200, `errcode` when refused. */
export async function startWecom(
  corp: { corpId: string; corpSecret: string },
  chats: readonly Chat[],
): Promise<WecomStandIn> {
  const state: State = { tokens: new Set(), staleCode: 40_014, tasks: [], issued: 0 }
  const counts = new Map<string, number>()
  const troubles = new Map<string, Trouble[]>()
  const held = new Map<string, Promise<void>>()

  function token(query: URLSearchParams): object {
    if (query.get('corpid') !== corp.corpId) return refuse(40_013)
    if (query.get('corpsecret') !== corp.corpSecret) return refuse(40_001)
    // The one in force is given again to whoever asks.
    if (state.tokens.size === 0) state.tokens.add(`token-${(state.issued += 1)}`)
    return { ...ok, access_token: [...state.tokens][0], expires_in: 7200 }
  }

  function answer(path: string, query: URLSearchParams, body: Body): object {
    if (path === 'gettoken') return token(query)
    const given = query.get('access_token')
    if (!given) return refuse(41_001)
    if (!state.tokens.has(given)) return refuse(state.staleCode)
    if (path === 'externalcontact/add_msg_template') return addTask(state, chats, body)
    if (path === 'externalcontact/get_groupmsg_send_result') return sendResult(state, body)
    if (path === 'externalcontact/groupchat/list') return listChats(chats, body)
    if (path === 'externalcontact/groupchat/get') return getChat(chats, body)
    return refuse(40_058)
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://stand-in')
    const path = url.pathname.replace('/cgi-bin/', '')
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      counts.set(path, (counts.get(path) ?? 0) + 1)
      const what = troubles.get(path)?.shift()
      if (what) return troubled(response, what)
      const text = Buffer.concat(chunks).toString('utf8')
      const body = record(text ? JSON.parse(text) : {})
      const done = JSON.stringify(answer(path, url.searchParams, body))
      void (held.get(path) ?? Promise.resolve()).then(() => response.end(done))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    apiBase: `http://127.0.0.1:${port}`,
    tasks: state.tasks,
    calls: (path) => counts.get(path) ?? 0,
    endTokens(code) {
      state.tokens.clear()
      state.staleCode = code
    },
    trouble: (path, what) => void troubles.set(path, [...(troubles.get(path) ?? []), what]),
    hold(path) {
      let release = () => undefined as void
      held.set(path, new Promise<void>((resolve) => (release = resolve)))
      return () => {
        held.delete(path)
        release()
      }
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
