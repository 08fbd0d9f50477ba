import { readAddressed, type AddressedMessage } from '@lianxin/shared'
import type { BotApi, InboundMessage } from './api'
import type { Chat, ChatMessage, ChatPort } from './chat/port'
import type { KnownChats } from './known-chats'
import { isFinal, type Lanes } from './lanes'
import type { Logger } from './logger'

/** As much as the contract takes; chat software itself allows less. */
const LONGEST_TEXT = 20_000

/** Own messages that may wait for the server's first word. */
const MOST_HELD = 1_000

export interface ListenerDeps {
  api: BotApi
  port: ChatPort
  lanes: Lanes
  chats: KnownChats
  /** How the bot is called, beside the name of its account. */
  botName: string
  logger: Logger
  /** An answer waits at the server. */
  onAnswer(): void
  /** A room that the server did not know until now has just got an answer: it was bound. */
  onBound(): void
}

export interface Listener {
  hear(message: ChatMessage): Promise<void>
}

function laneOf(chat: Chat): string {
  return chat.type === 'group' ? `g:${chat.roomId}` : `d:${chat.contactId}`
}

/**
 * Decides in memory which messages are for us, and hands those in until the server has them.
 * Everything else is dropped here: not kept, not sent, not logged, not counted.
 */
export function createListener(deps: ListenerDeps): Listener {
  const { api, port, lanes, chats, botName, logger, onAnswer, onBound } = deps
  let held = 0

  async function addressed(message: ChatMessage): Promise<AddressedMessage | null> {
    const { chat } = message
    if (chat.type === 'direct') {
      if (message.kind === 'other') return null
      const text = message.kind === 'text' ? message.text : ''
      return readAddressed(
        { chat: 'direct', text, mentions: null },
        { botNames: [botName], awaitingRating: false },
      )
    }
    if (message.kind !== 'text') return null
    const { text, mentions } = message
    const botNames = [botName, ...(await port.namesIn(chat.roomId))]
    // Only a name typed by hand can be somebody else's whose name begins like ours.
    const isTyped = /[@＠]/.test(text) && mentions?.bot !== true
    return readAddressed(
      { chat: 'group', text, mentions },
      {
        botNames,
        othersLike: isTyped ? await port.othersLike(chat.roomId, botNames) : [],
        awaitingRating: chats.isAwaitingRating(chat.roomId),
      },
    )
  }

  /** A picture that the server cannot use is handed in as none: its answer says what to do. */
  async function upload(message: ChatMessage): Promise<string[]> {
    try {
      return [await api.uploadPhoto(await message.image())]
    } catch (error) {
      if (isFinal(error)) return []
      throw error
    }
  }

  function handIn(message: ChatMessage, read: AddressedMessage, accountId: string): void {
    const body: InboundMessage = {
      accountId,
      chat: message.chat,
      messageId: message.id,
      sender: {
        contactId: message.sender.contactId,
        name: message.sender.name.slice(0, 100),
      },
      text: read.text.slice(0, LONGEST_TEXT),
      quotedText: read.quotedText?.slice(0, LONGEST_TEXT) ?? null,
      addressedBy: read.addressedBy,
      sentAt: message.sentAt.toISOString(),
    }
    let photoIds: string[] | null = message.kind === 'image' ? null : []
    const taken = lanes.add(laneOf(message.chat), async () => {
      // A repeat of the second call must not upload the picture again.
      photoIds ??= await upload(message)
      const { status, wake } = await api.call('bot.inbound', { body: { ...body, photoIds } })
      logger.debug({ status, addressedBy: read.addressedBy }, 'message handed in')
      const { chat } = message
      if (status === 'accepted' && chat.type === 'group' && !chats.isBound(chat.roomId)) onBound()
      if (wake) onAnswer()
    })
    if (!taken) logger.error('too many messages are waiting for the server; one was not taken')
  }

  /**
   * Tells the server of a message of our own. After a restart those of before come again, before
   * the server has said which chats are its: they wait for that.
   */
  async function reportEcho(message: ChatMessage, accountId: string): Promise<void> {
    const { chat, id, text, sentAt } = message
    if (message.kind !== 'text' || held >= MOST_HELD) return
    held += 1
    await chats.told
    held -= 1
    // The account may belong to a person who also writes elsewhere: that is none of our business.
    const ours =
      chat.type === 'group' ? chats.isBound(chat.roomId) : chats.isWrittenTo(chat.contactId)
    if (!ours) return
    const body = {
      accountId,
      chat,
      messageId: id.slice(0, 200),
      text: text.slice(0, LONGEST_TEXT),
      sentAt: sentAt.toISOString(),
    }
    lanes.add(`echo:${laneOf(chat)}`, async () => {
      await api.call('bot.echo', { body })
    })
  }

  return {
    async hear(message) {
      const account = port.account()
      if (!account) return
      if (message.fromSelf) return reportEcho(message, account.id)
      const read = await addressed(message)
      if (!read) return undefined
      if (message.chat.type === 'direct') chats.noteWrittenTo([message.chat.contactId])
      return handIn(message, read, account.id)
    },
  }
}
