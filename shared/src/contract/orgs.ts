import * as z from 'zod'
import { orgLevels, roles, staffRoles } from '../roles'
import { anyone, id, idParams, instant, page, pageQuery } from './common'
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
  transport: z.enum(['wechaty']),
  status: z.enum(['active', 'lost']).describe('lost: the bot has not been seen in it lately'),
  lastSeenAt: instant.nullable(),
  moved: z
    .boolean()
    .describe('the room is gone and one of the same name is there: a person must confirm it'),
})

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
