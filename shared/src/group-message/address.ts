import { escapePattern } from '../escape-pattern'
import { dropInvisible, fold } from './fold'
import { splitQuote } from './quote'

/** A chat message as the bot sees it, before anybody decided that it may be read. */
export interface IncomingMessage {
  chat: 'group' | 'direct'
  text: string
  /** Does the protocol itself say who is mentioned? Null where it does not tell. */
  mentions: { bot: boolean; others: boolean } | null
}

export interface AddressContext {
  /** Names the bot goes by here: its account's name, its alias in the room. */
  botNames: readonly string[]
  /** Names of other members that begin like one of the bot's (小桥梁): `@小桥梁` is not for us. */
  othersLike?: readonly string[]
  /** A rating question is open in this room. */
  awaitingRating: boolean
}

/** How a message is addressed to the bot. */
export type AddressedBy = 'mention' | 'prefix' | 'quote' | 'direct' | 'expected'

/** What of an addressed message goes on: quote and mention taken off. */
export interface AddressedMessage {
  addressedBy: AddressedBy
  text: string
  quotedText: string | null
}

const PREFIX = /^\s*(?:建议|反馈|诉求)\s*:/
const EXPECTED = /^(?:[1-5]|满意|不满意|没解决)$/
const EVERYONE = /@(?:所有人|all\b)/i

/** `@name` with the blank that WeChat puts behind it; longest name first. */
function mentionOf(botNames: readonly string[]): string {
  const names = botNames
    .filter((name) => name !== '')
    .toSorted((a, b) => b.length - a.length)
    .map((name) => escapePattern(fold(name)))
  return names.length > 0 ? `@(?:${names.join('|')})` : '(?!)'
}

/** Removes every mention of the bot; a mention inside a sentence leaves a blank. */
function dropMentions(text: string, botNames: readonly string[]): string {
  const pattern = new RegExp(`${mentionOf(botNames)} ?`, 'gi')
  let kept = ''
  let from = 0
  for (const { 0: found, index } of fold(text).matchAll(pattern)) {
    kept += text.slice(from, index)
    if (kept !== '' && !/\s$/.test(kept)) kept += ' '
    from = index + found.length
  }
  return (kept + text.slice(from)).trim()
}

function decide(
  message: IncomingMessage,
  quote: { name: string | null; text: string },
  context: AddressContext,
): AddressedBy | null {
  if (message.chat === 'direct') return 'direct'
  const text = fold(quote.text)
  const opening = new RegExp(`^\\s*${mentionOf(context.botNames)}`, 'i')
  // Some protocols count a call to everyone as a mention of each; it is not said to the bot.
  const toEveryone = EVERYONE.test(text) && !new RegExp(mentionOf(context.botNames)).test(text)
  if (message.mentions?.bot === true && !toEveryone) return 'mention'
  // Typed by hand. It is not us where somebody else is meant.
  const others = new RegExp(`^\\s*${mentionOf(context.othersLike ?? [])}`, 'i')
  const isOther = message.mentions?.others === true || others.test(text)
  if (opening.test(text) && !isOther) return 'mention'
  if (quote.name !== null && context.botNames.includes(quote.name)) return 'quote'
  if (PREFIX.test(text)) return 'prefix'
  if (context.awaitingRating && EXPECTED.test(text.trim())) return 'expected'
  return null
}

/**
 * Is a message meant for the bot, and what of it is? To be asked in memory, before anything of
 * the message is kept, sent or logged; on null the message is to be dropped.
 * Source of the rule: the announcement that the bot makes when it joins a group.
 */
export function readAddressed(
  message: IncomingMessage,
  context: AddressContext,
): AddressedMessage | null {
  const { name, quotedText, text } = splitQuote(dropInvisible(message.text))
  const addressedBy = decide(message, { name, text }, context)
  if (!addressedBy) return null
  return { addressedBy, text: dropMentions(text, context.botNames), quotedText }
}
