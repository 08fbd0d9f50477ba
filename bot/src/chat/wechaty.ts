import { WechatyBuilder, type Message } from 'wechaty'
import { log, types, type impls } from 'wechaty-puppet'
import { kindOf, type Logger } from '../logger'
import type { Scan } from '../sign-in'
import type { Chat, ChatListeners, ChatMessage, ChatPort, SayOutcome } from './port'
import { createPulse } from './pulse'
import { outcomeOfError, saysSignedOut } from './say-outcome'

/** The time was up before the call was made: the software did not even say where we are. */
const surelyNot = {
  kind: 'not_sent',
  reason: 'logged_out',
  detail: 'timeout before the call',
} as const
/** A call that takes longer than this may yet arrive: unknown. Below the server's own limit. */
const SAY_LIMIT_MS = 40_000

type Puppet = impls.PuppetInterface

const notes = new Set([
  types.Message.Audio,
  types.Message.Video,
  types.Message.Attachment,
  types.Message.Location,
])

function kindOfMessage(type: types.Message): ChatMessage['kind'] {
  if (type === types.Message.Text) return 'text'
  if (type === types.Message.Image) return 'image'
  return notes.has(type) ? 'note' : 'other'
}

const scanSteps: Partial<Record<types.ScanStatus, Scan['status']>> = {
  [types.ScanStatus.Waiting]: 'waiting',
  [types.ScanStatus.Scanned]: 'scanned',
  [types.ScanStatus.Confirmed]: 'confirmed',
  [types.ScanStatus.Timeout]: 'timeout',
  [types.ScanStatus.Cancel]: 'cancelled',
}

/** Null for a status that says nothing. A code that has run out often comes with the next one. */
function scanOf(status: types.ScanStatus, code: string): Scan | null {
  const step = scanSteps[status]
  if (!step) return null
  const isOpen = step === 'waiting' || (step === 'timeout' && code !== '')
  return isOpen ? { status: 'waiting', qrcode: code || null } : { status: step, qrcode: null }
}

/** Who is mentioned, where the protocol tells; an empty list does not: a name may be typed by hand. */
async function mentionsOf(puppet: Puppet, id: string): Promise<ChatMessage['mentions']> {
  const payload = await puppet.messagePayload(id)
  const ids = 'mentionIdList' in payload ? payload.mentionIdList : undefined
  if (!ids || ids.length === 0) return null
  const bot = ids.includes(puppet.currentUserId)
  return { bot, others: ids.length > (bot ? 1 : 0) }
}

async function readMessage(puppet: Puppet, message: Message): Promise<ChatMessage | null> {
  const talker = message.talker()
  const fromSelf = message.self()
  const room = message.room()
  const other = fromSelf ? message.listener() : talker
  // Service accounts and news feeds write to everybody; they have nothing to say to us.
  if (!room && (!other || other.type() === types.Contact.Official)) return null
  const chat: Chat | null = room
    ? { type: 'group', roomId: room.id }
    : other
      ? { type: 'direct', contactId: other.id }
      : null
  if (!chat) return null
  return {
    id: message.id,
    chat,
    fromSelf,
    sender: { contactId: talker.id, name: talker.name() },
    kind: kindOfMessage(message.type()),
    text: message.text(),
    mentions: room && !fromSelf ? await mentionsOf(puppet, message.id) : null,
    sentAt: message.date(),
    async image() {
      const file = await message.toFileBox()
      return { bytes: await file.toBuffer(), fileName: file.name }
    },
  }
}

/**
 * WeChat, or whatever a puppet stands for, through wechaty.
 * @param options.memory     where the puppet keeps its sign-in; null = nowhere
 * @param options.sayLimitMs longest that a call to send may take
 * @param options.now        monotonic time in ms
 */
export function createWechatyPort(
  puppet: Puppet,
  options: { memory: string | null; logger: Logger; sayLimitMs?: number; now?: () => number },
): ChatPort {
  const { logger, sayLimitMs = SAY_LIMIT_MS } = options
  const pulse = createPulse(options.now ?? (() => performance.now()))
  // wechaty logs message texts on its finer levels, and WECHATY_LOG could ask for them.
  log.level('silent')
  const wechaty = WechatyBuilder.build({
    puppet,
    ...(options.memory === null ? {} : { name: options.memory }),
  })

  function account(): ReturnType<ChatPort['account']> {
    if (!wechaty.isLoggedIn || !pulse.isAlive()) return null
    return { id: wechaty.currentUser.id, name: wechaty.currentUser.name() }
  }

  async function rooms() {
    const ids = await puppet.roomList()
    const read = await Promise.allSettled(ids.map((roomId) => puppet.roomPayload(roomId)))
    // A room that cannot be read just now is still one that we are in.
    return ids.map((roomId, index) => {
      const payload = read[index]
      return { roomId, topic: payload?.status === 'fulfilled' ? payload.value.topic : '' }
    })
  }

  async function namesIn(roomId: string): Promise<string[]> {
    const names = [account()?.name]
    try {
      const { name, roomAlias } = await puppet.roomMemberPayload(roomId, puppet.currentUserId)
      names.push(name, roomAlias)
    } catch {
      // some puppets know members only after a while; the account's own name serves meanwhile
    }
    return names.filter((name): name is string => Boolean(name))
  }

  async function othersLike(roomId: string, names: readonly string[]): Promise<string[]> {
    const ids = (await puppet.roomMemberList(roomId)).filter((id) => id !== puppet.currentUserId)
    const members = await Promise.allSettled(ids.map((id) => puppet.roomMemberPayload(roomId, id)))
    return members
      .flatMap((member) =>
        member.status === 'fulfilled' ? [member.value.name, member.value.roomAlias ?? ''] : [],
      )
      .filter((each) => names.some((name) => each.startsWith(name) && each !== name))
  }

  /** @param call tells whether the time is up, and is told when the message leaves our hands */
  async function send(
    chat: Chat,
    text: string,
    call: { isOver: boolean; hasBegun: boolean },
  ): Promise<SayOutcome> {
    if (!account()) return { kind: 'not_sent', reason: 'logged_out', detail: 'not signed in' }
    if (chat.type === 'group' && !(await puppet.roomList()).includes(chat.roomId))
      return { kind: 'not_sent', reason: 'not_in_room', detail: 'no such room' }
    // Whoever asked has been told that it was not sent.
    if (call.isOver) return surelyNot
    call.hasBegun = true
    const conversation = chat.type === 'group' ? chat.roomId : chat.contactId
    // The puppet's own call: wechaty's say() looks the message up afterwards, and a failure of
    // that would make a message that did go out look like one that may not have.
    const messageId = await puppet.messageSendText(conversation, text)
    return { kind: 'sent', messageId: messageId || null }
  }

  async function say(chat: Chat, text: string): Promise<SayOutcome> {
    const call = { isOver: false, hasBegun: false }
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<SayOutcome>((resolve) => {
      timer = setTimeout(() => {
        call.isOver = true
        resolve(call.hasBegun ? { kind: 'unknown', detail: 'timeout' } : surelyNot)
      }, sayLimitMs)
    })
    try {
      return await Promise.race([send(chat, text, call), late])
    } catch (error) {
      return outcomeOfError(error)
    } finally {
      clearTimeout(timer)
    }
  }

  function ping(): void {
    if (!wechaty.isLoggedIn) return
    pulse.asked()
    try {
      puppet.ding('lianxin')
    } catch (error) {
      logger.debug({ kind: kindOf(error) }, 'the puppet takes no ding')
    }
  }

  function listen({ message: onMessage, signedIn, scan, joined }: ChatListeners): void {
    function gone(): void {
      pulse.saidGone()
      signedIn(false)
    }
    function hadSign(note: () => void): void {
      const wasGone = !pulse.isAlive()
      note()
      if (wasGone && wechaty.isLoggedIn) signedIn(true)
    }
    wechaty.on('error', (error) => {
      logger.warn({ kind: kindOf(error) }, 'chat software')
      if (saysSignedOut(error)) gone()
    })
    wechaty.on('dong', () => hadSign(() => pulse.answered()))
    wechaty.on('login', () => {
      pulse.alive()
      signedIn(true)
    })
    wechaty.on('scan', (qrcode, status) => {
      const step = scanOf(status, qrcode)
      if (step) scan(step)
    })
    // The puppet's own event: wechaty's comes after it has asked the puppet who we were, which
    // fails when there is nobody to ask. The puppet itself forgets the account a little later.
    puppet.on('logout', gone)
    wechaty.on('room-join', (room, invited) => {
      if (invited.some((contact) => contact.self())) joined(room.id)
    })
    wechaty.on('message', (message) => {
      hadSign(() => pulse.alive())
      readMessage(puppet, message).then(
        (read) => read && onMessage(read),
        (error: unknown) => logger.warn({ kind: kindOf(error) }, 'a message could not be read'),
      )
    })
  }

  return {
    async start(listeners) {
      listen(listeners)
      await wechaty.start()
    },
    stop: () => wechaty.stop(),
    account,
    rooms,
    namesIn,
    othersLike,
    ping,
    say,
  }
}
