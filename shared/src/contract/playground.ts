import * as z from 'zod'
import { anyone, instant } from './common'
import { endpoint } from './endpoint'

/**
 * The playground stands in for WeChat. A "group" is a room id, or `direct:<memberId>` for the
 * private chat of that member with the bot. Ids are the stand-in's own, as WeChat's would be.
 */
const chatId = z.string().min(1).max(200)
const message = z.object({
  id: z.string(),
  /** Ever growing; pass the last one as `after`. */
  seq: z.number().int(),
  group: chatId,
  from: z.string(),
  fromName: z.string(),
  isBot: z.boolean(),
  text: z.string(),
  quote: z.object({ id: z.string(), fromName: z.string(), text: z.string() }).nullable(),
  mentionBot: z.boolean(),
  imageDataUrl: z.string().nullable(),
  at: instant,
})
/** The stand-in's bot asks to be signed in by a scan; null = it does not. */
const openSignIn = z.enum(['waiting', 'scanned']).nullable()
const after = z.coerce.number().int().min(0).default(0)
const open = { tag: 'playground', access: anyone, devOnly: true } as const

export const playgroundEndpoints = {
  ...endpoint('playground.state', {
    ...open,
    summary: 'The stand-in’s groups and who is in them',
    response: z.object({
      /** The bot's own id there, as `from` of its messages. */
      botId: z.string(),
      botName: z.string(),
      botOnline: z.boolean(),
      signIn: openSignIn,
      groups: z.array(
        z.object({
          id: chatId,
          topic: z.string(),
          members: z.array(z.object({ id: z.string(), name: z.string(), role: z.string() })),
        }),
      ),
    }),
  }),
  ...endpoint('playground.post', {
    ...open,
    summary: 'Say something as a member; quote is the id of a message in that group',
    body: z.object({
      group: chatId,
      from: z.string().min(1).max(200),
      text: z.string().max(20_000).default(''),
      mentionBot: z.boolean().default(false),
      quote: z.string().max(200).optional(),
      imageDataUrl: z
        .string()
        .max(3_000_000)
        .regex(/^data:image\/(png|jpeg|webp);base64,[A-Za-z0-9+/=]+$/, '图片格式不对')
        .optional(),
    }),
    status: 201,
    response: message,
    errors: ['playground.unknown_group', 'playground.unknown_sender'],
  }),
  ...endpoint('playground.messages', {
    ...open,
    summary: 'What was said in a group after seq, oldest first',
    query: z.object({
      group: chatId,
      after,
      limit: z.coerce.number().int().min(1).max(500).default(200),
    }),
    response: z.object({ items: z.array(message) }),
    errors: ['playground.unknown_group'],
  }),
  ...endpoint('playground.signIn', {
    ...open,
    summary: 'Scan the QR code of the stand-in’s bot, confirm on the phone, or cancel there',
    body: z.object({ step: z.enum(['scan', 'confirm', 'cancel']) }),
    response: z.object({ signIn: openSignIn }),
    errors: ['playground.no_sign_in'],
  }),
  ...endpoint('playground.puppetSignIn', {
    ...open,
    access: { who: 'bot' },
    summary: 'For the test puppet: how far the sign-in by this code is; a new code begins anew',
    body: z.object({ code: z.string().min(8).max(100) }),
    response: z.object({ step: z.enum(['waiting', 'scanned', 'confirmed', 'cancelled']) }),
  }),
  ...endpoint('playground.puppetEvents', {
    ...open,
    access: { who: 'bot' },
    summary: 'For the test puppet: every message after seq in all chats (long poll)',
    query: z.object({ after, waitMs: z.coerce.number().int().min(0).max(25_000).default(0) }),
    response: z.object({ items: z.array(message), lastSeq: z.number().int() }),
  }),
  ...endpoint('playground.puppetSend', {
    ...open,
    access: { who: 'bot' },
    summary: 'For the test puppet: the bot says something',
    body: z.object({ group: chatId, text: z.string().min(1).max(20_000) }),
    status: 201,
    response: message,
    errors: ['playground.unknown_group'],
  }),
}
