import * as z from 'zod'
import { channelKinds, channelLooks, channelProblems } from '../channels'
import { id, idParams, instant, page, pageQuery, typedText } from './common'
import { endpoint } from './endpoint'
import { staff } from './orgs'

/** What the owner enters; which fields there are stands in `channelSecretFields`. */
const secret = z.record(z.string().max(40), z.string().max(600))
const name = typedText(30)

export const channelSchema = z.object({
  id,
  kind: z.enum(channelKinds),
  name: z.string(),
  orgId: id,
  orgName: z.string(),
  look: z.enum(channelLooks).describe('how a digest looks in the chat'),
  hint: z.string().describe('last characters of its key; the key itself is never given back'),
  enabled: z.boolean(),
  health: z
    .enum(['ready', 'resting', 'failing', 'off'])
    .describe('resting: refused for a while, goes on by itself; failing: its owner must mend it'),
  /** Why it is so, and what to do; null when there is nothing to say. */
  reason: z.string().nullable(),
  problem: z.enum(Object.keys(channelProblems)).nullable(),
  restingUntil: instant.nullable(),
  lastOkAt: instant.nullable(),
  lastProblemAt: instant.nullable(),
  sentToday: z.number().int(),
  perMinute: z.number().int(),
  perDay: z.number().int(),
  groups: z.number().int().describe('how many groups have it among their ways'),
})

export const channelEndpoints = {
  ...endpoint('channels.list', {
    summary: 'Channels of the subtree: robots and tasks in other chat software, and their health',
    tag: 'channels',
    access: staff,
    query: z.object(pageQuery),
    response: page(channelSchema),
  }),
  ...endpoint('channels.create', {
    summary: 'Add a channel; a repeat with the same key, name and place gives the same one',
    tag: 'channels',
    access: staff,
    body: z.object({ kind: z.enum(channelKinds), name, orgId: id, secret }),
    status: 201,
    response: channelSchema,
    errors: ['channel.taken'],
  }),
  ...endpoint('channels.update', {
    summary: 'Rename a channel, choose its look, switch it on or off, or enter its key anew',
    tag: 'channels',
    access: staff,
    params: idParams,
    body: z.object({
      name: name.optional(),
      enabled: z.boolean().optional(),
      look: z.enum(channelLooks).optional().describe('one that its kind has'),
      secret: secret.optional(),
    }),
    response: channelSchema,
    errors: ['channel.taken'],
  }),
  ...endpoint('channels.test', {
    summary: 'Send one short sentence through a channel, and say what became of it',
    tag: 'channels',
    access: staff,
    params: idParams,
    body: z.object({
      /** Which of the channel's chats, for channels that have several. */
      address: z.string().min(1).max(200).nullable().default(null),
    }),
    response: z.object({
      outcome: z.enum(['sent', 'handed', 'not_sent', 'unknown']),
      /** In Chinese, with what to do. */
      sentence: z.string(),
    }),
    errors: ['channel.off', 'channel.resting', 'channel.just_tested', 'channel.address_required'],
  }),
  ...endpoint('channels.chats', {
    summary: 'Chats that a channel reaches, for choosing one; empty for a robot, which has one',
    tag: 'channels',
    access: staff,
    params: idParams,
    query: z.object(pageQuery),
    response: page(
      z.object({ address: z.string(), name: z.string(), memberCount: z.number().int() }),
    ),
    errors: ['channel.wecom_refused', 'channel.wecom_busy'],
  }),
  ...endpoint('channels.remove', {
    summary: 'Remove a channel that no group uses any more',
    tag: 'channels',
    access: staff,
    params: idParams,
    status: 204,
    errors: ['channel.in_use'],
  }),
}
