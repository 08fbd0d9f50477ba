import { randomUUID } from 'node:crypto'
import { AppError, ensure } from '../../platform/app-error'
import type { Clock } from '../../platform/clock'
import { openStep, stepOf, takeStep, type SignInStep } from './sign-in.model'
import {
  addMessage,
  findMessage,
  lastSeq,
  messagesAfter,
  type PlaygroundMessage,
} from './playground.model'

/** Who is in the stand-in; the demo's people under the ids a chat protocol would give them. */
export interface PlaygroundDirectory {
  botId: string
  botName: string
  groups: readonly {
    /** Room id. */
    id: string
    topic: string
    members: readonly { id: string; name: string; role: string }[]
  }[]
}

/** What a member says. */
export interface Utterance {
  group: string
  from: string
  text: string
  mentionBot: boolean
  quote?: string | undefined
  imageDataUrl?: string | undefined
}

const DIRECT = 'direct:'
/** A puppet that has not asked for so long does not wait any more. */
const WAITS_MS = 10_000
/** From where each step of signing in begins, and where it leads. */
const steps = {
  scan: { from: ['waiting'], to: 'scanned' },
  confirm: { from: ['scanned'], to: 'confirmed' },
  cancel: { from: ['waiting', 'scanned'], to: 'cancelled' },
} as const
/** Most messages of one answer to the puppet. */
const BATCH = 200
/** Another server process may have taken the message that a poll of this one waits for. */
const LOOK_AGAIN_MS = 400

/** The stand-in for WeChat: groups, private chats with the bot, and what is said in them. */
export function createPlaygroundService(deps: { clock: Clock; directory: PlaygroundDirectory }) {
  const { clock, directory } = deps
  const members = new Map(
    directory.groups.flatMap((group) => group.members.map((member) => [member.id, member])),
  )
  let waiters: (() => void)[] = []
  let closed = false

  function wakeAll(): void {
    const woken = waiters
    waiters = []
    for (const wake of woken) wake()
  }

  function requireGroup(id: string): void {
    const known = id.startsWith(DIRECT)
      ? members.has(id.slice(DIRECT.length))
      : directory.groups.some((group) => group.id === id)
    ensure(known, 'playground.unknown_group')
  }

  function senderIn(group: string, from: string): { name: string } {
    const isThere = group.startsWith(DIRECT)
      ? group === `${DIRECT}${from}`
      : directory.groups.some(
          ({ id, members: present }) =>
            id === group && present.some((member) => member.id === from),
        )
    const member = members.get(from)
    if (!isThere || !member) throw new AppError('playground.unknown_sender')
    return member
  }

  async function quoted(
    group: string,
    id: string | undefined,
  ): Promise<PlaygroundMessage['quote']> {
    if (id === undefined) return null
    const message = await findMessage(group, id)
    if (!message) throw new AppError('request.invalid', { 'body.quote': '没有这条消息' })
    return { id, fromName: message.fromName, text: message.text }
  }

  async function add(message: Omit<PlaygroundMessage, '_id' | 'id' | 'at'>) {
    const added = await addMessage({ ...message, id: randomUUID(), at: clock.now() })
    wakeAll()
    return added
  }

  function nextMessage(limitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, limitMs)
      waiters.push(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  }

  return {
    directory,

    /**
     * Says something as a member.
     * @throws AppError playground.unknown_group, playground.unknown_sender, request.invalid
     */
    async post(said: Utterance): Promise<PlaygroundMessage> {
      requireGroup(said.group)
      const { name } = senderIn(said.group, said.from)
      const text = said.text.trim()
      if (text === '' && said.imageDataUrl === undefined && !said.mentionBot)
        throw new AppError('request.invalid', { 'body.text': '请写一句话，或选一张图片' })
      return add({
        group: said.group,
        from: said.from,
        fromName: name,
        isBot: false,
        text,
        quote: await quoted(said.group, said.quote),
        mentionBot: said.mentionBot,
        imageDataUrl: said.imageDataUrl ?? null,
      })
    },

    /** Says something as the bot. @throws AppError playground.unknown_group */
    async postAsBot(group: string, text: string): Promise<PlaygroundMessage> {
      requireGroup(group)
      return add({
        group,
        from: directory.botId,
        fromName: directory.botName,
        isBot: true,
        text,
        quote: null,
        mentionBot: false,
        imageDataUrl: null,
      })
    },

    /** What was said in a chat after a number. @throws AppError playground.unknown_group */
    async messages(group: string, after: number, limit: number): Promise<PlaygroundMessage[]> {
      requireGroup(group)
      return messagesAfter(after, limit, group)
    },

    /**
     * What was said anywhere after a number; when there is nothing, waits up to `waitMs` for it.
     * @returns the messages and the number to go on from
     */
    async events(after: number, waitMs: number) {
      const giveUpAt = performance.now() + waitMs
      for (;;) {
        const items = await messagesAfter(after, BATCH)
        const left = giveUpAt - performance.now()
        if (items.length > 0 || left <= 0 || closed)
          return { items, lastSeq: items.at(-1)?._id ?? (await lastSeq()) }
        await nextMessage(Math.min(left, LOOK_AGAIN_MS))
      }
    },

    /** The puppet waits to be signed in with this code. @returns how far that is */
    signInStep(code: string): Promise<SignInStep> {
      return stepOf(code, new Date(clock.now().getTime() + WAITS_MS))
    },

    /** Is a sign-in waiting, and for what? */
    openSignIn: () => openStep(clock.now()),

    /** Somebody scans the code, confirms or cancels. @throws AppError playground.no_sign_in */
    async signIn(step: keyof typeof steps): Promise<void> {
      const { from, to } = steps[step]
      ensure(await takeStep(from, to, clock.now()), 'playground.no_sign_in')
    },

    /** Ends the polls that are held open, so that the server can stop. */
    close(): void {
      closed = true
      wakeAll()
    },
  }
}

export type PlaygroundService = ReturnType<typeof createPlaygroundService>
