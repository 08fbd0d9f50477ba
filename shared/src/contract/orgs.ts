import * as z from 'zod'
import { orgLevels, roles, staffRoles } from '../roles'
import { anyone, id, idParams, instant, page, pageQuery, typedText } from './common'
import { endpoint } from './endpoint'

export const staff = { who: 'person', roles: staffRoles, scope: 'subtree' } as const

const orgSchema = z.object({
  id,
  name: z.string(),
  level: z.enum(orgLevels),
  parentId: id.nullable(),
})

export const groupSchema = z.object({
  id,
  topic: z.string(),
  orgId: id,
  orgName: z.string(),
  routes: z
    .array(
      z.object({
        kind: z.enum(['wechaty', 'channel', 'print']),
        channelId: id.nullable(),
        address: z.string().nullable(),
        name: z.string().describe('in Chinese'),
        away: z.boolean().describe('it cannot send now, so the next one does'),
      }),
    )
    .describe('ways to its people, first choice first'),
  status: z.enum(['active', 'lost']).describe('lost: its first way cannot send now'),
  lastSeenAt: instant.nullable(),
  moved: z
    .boolean()
    .describe('the room is gone and one of the same name is there: a person must confirm it'),
})

const routesInput = z
  .array(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('wechaty') }),
      z.object({
        kind: z.literal('channel'),
        channelId: id,
        /** Which of the channel's chats, for channels that have several. */
        address: z.string().min(1).max(200).nullable().default(null),
      }),
      z.object({ kind: z.literal('print') }),
    ]),
  )
  .min(1, '至少留一种送达方式')
  .max(5, '最多五种送达方式')
  .refine(
    (ways) => new Set(ways.map((way) => JSON.stringify(way))).size === ways.length,
    '同一种方式写了两遍，请去掉一个',
  )

export const orgEndpoints = {
  ...endpoint('orgs.list', {
    summary: "The caller's organization subtree, parents before children",
    tag: 'orgs',
    access: { who: 'person', roles: staffRoles, scope: 'subtree' },
    response: z.object({ items: z.array(orgSchema) }),
  }),
  ...endpoint('orgs.publicList', {
    summary: 'Communities and grids a resident can address, by name',
    tag: 'orgs',
    access: anyone,
    query: z.object({ q: z.string().max(50).optional(), ...pageQuery }),
    response: page(z.object({ id, name: z.string(), parentName: z.string().nullable() })),
  }),
  ...endpoint('groups.list', {
    summary: 'Chat groups of a subtree; orgIds (comma separated) narrows to those subtrees',
    tag: 'orgs',
    access: staff,
    query: z.object({ orgIds: z.string().max(2600).optional(), ...pageQuery }),
    response: page(groupSchema),
  }),
  ...endpoint('groups.bindCode', {
    summary: 'A one-time code: typed to the bot in a room, it binds that room to the organization',
    tag: 'orgs',
    access: staff,
    body: z.object({ orgId: id }),
    status: 201,
    response: z.object({
      code: z.string().describe('six digits'),
      /** What to type in the group, whole. */
      sentence: z.string(),
      expiresAt: instant,
    }),
  }),
  ...endpoint('groups.confirmMove', {
    summary: 'The room of the same name is this group: some protocols change room ids',
    tag: 'orgs',
    access: staff,
    params: idParams,
    status: 204,
    errors: ['group.not_moved'],
  }),
  ...endpoint('groups.create', {
    summary: 'Note a group that no bot is in; one of the same name there is given back as it is',
    tag: 'orgs',
    access: staff,
    body: z.object({ topic: typedText(60), orgId: id, routes: routesInput }),
    status: 201,
    response: groupSchema,
    errors: ['group.channel_unknown'],
  }),
  ...endpoint('groups.setRoutes', {
    summary: 'By which ways a group is reached, first choice first; what is queued follows',
    tag: 'orgs',
    access: staff,
    params: idParams,
    body: z.object({ routes: routesInput }),
    response: groupSchema,
    errors: ['group.channel_unknown'],
  }),
  ...endpoint('people.list', {
    summary: 'People of a subtree, for choosing who handles a matter',
    tag: 'orgs',
    access: staff,
    query: z.object({
      orgId: id.optional(),
      role: z.enum(roles).optional(),
      q: z.string().max(50).optional(),
      ...pageQuery,
    }),
    response: page(
      z.object({
        id,
        name: z.string(),
        posts: z.array(z.object({ role: z.enum(roles), orgId: id, orgName: z.string() })),
      }),
    ),
  }),
}
