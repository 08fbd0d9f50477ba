import * as z from 'zod'
import { id, idParams, instant } from './common'
import { endpoint } from './endpoint'

const bot = { who: 'bot' } as const
const accountId = z.string().min(1).max(100)

/** Where a message is: a group by the protocol's room id, or a private chat by contact id. */
export const chatSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('group'), roomId: z.string().min(1).max(200) }),
  z.object({ type: z.literal('direct'), contactId: z.string().min(1).max(200) }),
])

/** How far signing in by a scan is. */
const scanStatuses = ['waiting', 'scanned', 'confirmed', 'timeout', 'cancelled'] as const

export const botEndpoints = {
  ...endpoint('bot.hello', {
    summary: 'The bot says it is there (at login, then every 30 s) and which rooms it is in',
    tag: 'bot',
    access: bot,
    body: z.object({
      accountId,
      name: z.string().max(100),
      loggedIn: z.boolean(),
      rooms: z
        .array(z.object({ roomId: z.string().max(200), topic: z.string().max(200) }))
        .max(10_000),
    }),
    response: z.object({
      boundRoomIds: z.array(z.string()),
      /** Rooms where a rating question is open: a bare 1–5 / 满意 / 没解决 counts as addressed. */
      awaitingRatingRoomIds: z.array(z.string()),
      /** Private chats in which a message of ours may have arrived or not: its echo is wanted. */
      awaitingEchoContactIds: z.array(z.string()),
    }),
  }),
  ...endpoint('bot.scan', {
    summary:
      'The account asks to be signed in by a scan (said again every 30 s while it does); the code is a credential',
    tag: 'bot',
    access: bot,
    body: z.object({
      status: z.enum(scanStatuses),
      /** What the QR code says, while it is to be scanned. */
      qrcode: z.string().min(1).max(2_000).nullable(),
    }),
    status: 204,
  }),
  ...endpoint('bot.lease', {
    summary: 'Take messages to send; the budget is spent here, so send each no sooner than sendAt',
    tag: 'bot',
    access: bot,
    body: z.object({ accountId, max: z.number().int().min(1).max(50) }),
    response: z.object({
      items: z.array(
        z.object({
          id,
          leaseToken: z.string(),
          leaseUntil: instant,
          sendAt: instant,
          chat: chatSchema,
          text: z.string(),
        }),
      ),
      nextPollMs: z.number().int(),
      awaitingRatingRoomIds: z.array(z.string()),
    }),
  }),
  ...endpoint('bot.sending', {
    summary: 'Mark before the call to WeChat; after this only an ack, an echo or a person moves it',
    tag: 'bot',
    access: bot,
    params: idParams,
    body: z.object({ leaseToken: z.string().min(1).max(100) }),
    response: z.object({
      waitMs: z.number().int().min(0).describe('before the call: the budget counts real sends'),
    }),
    errors: ['delivery.lease_lost'],
  }),
  ...endpoint('bot.ack', {
    summary: 'What became of the call',
    tag: 'bot',
    access: bot,
    params: idParams,
    body: z.object({
      leaseToken: z.string().min(1).max(100),
      outcome: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('sent'), messageId: z.string().max(200).nullable() }),
        /** Surely not sent; `throttled` = the platform's penalty, nothing more goes out for a while. */
        z.object({
          kind: z.literal('not_sent'),
          reason: z.enum(['not_in_room', 'logged_out', 'throttled', 'rejected']),
          detail: z.string().max(300),
        }),
        /** The call threw and nobody knows. */
        z.object({ kind: z.literal('unknown'), detail: z.string().max(300) }),
      ]),
    }),
    status: 204,
    errors: ['delivery.lease_lost'],
  }),
  ...endpoint('bot.echo', {
    summary: 'The bot saw its own message in a chat: settles unknown deliveries',
    tag: 'bot',
    access: bot,
    body: z.object({
      accountId,
      chat: chatSchema,
      messageId: z.string().max(200),
      text: z.string().max(20_000),
      sentAt: instant,
    }),
    response: z.object({ settled: z.boolean() }),
  }),
  ...endpoint('bot.inbound', {
    summary: 'A message addressed to the bot. Stored before the answer; answers come as deliveries',
    tag: 'bot',
    access: bot,
    body: z.object({
      accountId,
      chat: chatSchema,
      messageId: z.string().min(1).max(200),
      sender: z.object({ contactId: z.string().min(1).max(200), name: z.string().max(100) }),
      /** Without mention and quote block. */
      text: z.string().max(20_000),
      quotedText: z.string().max(20_000).nullable(),
      addressedBy: z.enum(['mention', 'prefix', 'quote', 'direct', 'expected']),
      photoIds: z.array(id).max(3).default([]),
      sentAt: instant,
    }),
    response: z.object({
      status: z.enum(['accepted', 'duplicate', 'ignored']),
      /** True: something to send is waiting, so lease at once. */
      wake: z.boolean(),
    }),
  }),
  ...endpoint('bot.photo', {
    summary: 'A picture from a direct chat, re-encoded like any other',
    tag: 'bot',
    access: bot,
    upload: { maxBytes: 10 * 1024 * 1024 },
    status: 201,
    response: z.object({ id }),
    errors: ['photo.unsupported_type', 'photo.too_large', 'photo.unreadable'],
  }),
  ...endpoint('bots.signIns', {
    summary:
      'Bots and how each stands: signed in, waiting for a scan with its QR code (a credential), gone',
    tag: 'digests',
    // Whoever scans the code makes their own account the bot: for those who operate the system.
    access: { who: 'person', roles: ['admin'], scope: 'none' },
    response: z.object({
      items: z.array(
        z.object({
          id,
          name: z.string(),
          state: z.enum(['signed_in', 'signed_out', 'gone', ...scanStatuses]),
          qrcode: z
            .string()
            .nullable()
            .describe('what the QR code says, while it is to be scanned'),
          accounts: z.array(z.object({ name: z.string(), online: z.boolean() })),
          lastSeenAt: instant.nullable(),
        }),
      ),
    }),
  }),
}
