import { types, type payloads } from 'wechaty-puppet'
import type { PlaygroundMessage, PlaygroundState } from './stand-in'

/** How WeChat writes a mention: the name and a four-per-em space. */
const MENTION_END = '\u2005'
/** How WeChat draws the line under a quote. */
const QUOTE_RULE = '- - - - - - - - - - - - - - -'
const DIRECT = 'direct:'

/** One event of the protocol: the playground's text with a picture is two messages in WeChat. */
export interface ProtocolMessage {
  id: string
  payload: payloads.Message
  imageDataUrl: string | null
}

/** The playground's id of the chat that a wechaty conversation id means. */
export function groupOf(conversationId: string): string {
  return conversationId.includes('@') ? conversationId : `${DIRECT}${conversationId}`
}

function withMention(text: string, mentionBot: boolean, botName: string): string {
  if (!mentionBot || text.includes(`@${botName}`)) return text
  return `@${botName}${MENTION_END}${text}`
}

function withQuote(text: string, quote: PlaygroundMessage['quote']): string {
  return quote ? `「${quote.fromName}：${quote.text}」\n${QUOTE_RULE}\n${text}` : text
}

/**
 * A message of the playground as wechaty's protocol payloads: mention and quote written into the
 * text as WeChat does, the picture as a message of its own after the text.
 */
export function protocolMessages(
  message: PlaygroundMessage,
  state: PlaygroundState,
): ProtocolMessage[] {
  const { group, quote, mentionBot, imageDataUrl } = message
  const { botId, botName } = state
  const isDirect = group.startsWith(DIRECT)
  const contactId = group.slice(DIRECT.length)
  const base = {
    talkerId: message.isBot ? botId : message.from,
    timestamp: Date.parse(message.at),
    ...(isDirect
      ? { listenerId: message.isBot ? contactId : botId }
      : { roomId: group, mentionIdList: mentionBot ? [botId] : [] }),
  }
  const made: ProtocolMessage[] = []
  if (message.text !== '' || mentionBot || imageDataUrl === null) {
    const text = withQuote(withMention(message.text, mentionBot && !isDirect, botName), quote)
    const payload = { ...base, id: message.id, type: types.Message.Text, text }
    made.push({ id: message.id, payload, imageDataUrl: null })
  }
  if (imageDataUrl !== null) {
    const id = `${message.id}.image`
    made.push({ id, payload: { ...base, id, type: types.Message.Image }, imageDataUrl })
  }
  return made
}

/** A person of the playground as a contact. */
export function contactPayload(id: string, name: string): payloads.Contact {
  return {
    id,
    name,
    avatar: '',
    gender: types.ContactGender.Unknown,
    type: types.Contact.Individual,
    friend: true,
    phone: [],
  }
}
