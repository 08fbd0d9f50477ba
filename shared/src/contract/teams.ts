import * as z from 'zod'
import { roles } from '../roles'
import {
  fieldGroups,
  MOST_FIELD_NAME,
  MOST_TEAM_ABOUT,
  MOST_TEAM_FIELDS,
  MOST_TEAM_LEADERS,
  MOST_TEAM_NAME,
  teamBases,
  teamStates,
} from '../teams'
import { anyone, id, idParams, instant, page, pageQuery, typedText } from './common'
import { endpoint } from './endpoint'
import { staff } from './orgs'

const own = { who: 'person', roles, scope: 'self' } as const
/** Staff of the team's subtree, and its leaders whatever else they are. */
const leading = { who: 'person', roles, scope: 'subtree' } as const
const named = z.object({ id, name: z.string() })
const fieldKey = z.string().regex(/^[a-z][a-z0-9-]{1,29}$/, '服务方面不对')
const search = z.string().trim().max(30).optional().describe('part of the name')

const teamSchema = z.object({
  id,
  name: z.string(),
  org: named,
  base: z.enum(teamBases).describe('what holds it together'),
  fields: z.array(z.object({ key: fieldKey, name: z.string() })),
  about: z.string(),
  members: z.number().int().min(0).describe('people in it now; of a closed one at its end'),
  state: z.enum(teamStates),
})
const keptSchema = teamSchema.extend({
  leaders: z.array(named),
  revision: z.number().int(),
})
const fieldSchema = z.object({
  key: fieldKey,
  group: z.enum(fieldGroups),
  name: z.string(),
  off: z.boolean().describe('no team may choose it any more'),
})
const fieldName = typedText(MOST_FIELD_NAME)

function distinct<T extends z.ZodType>(item: T, most: number, words: string) {
  return z
    .array(item)
    .min(1, `请选${words}`)
    .max(most, `最多选 ${most} ${words.slice(-1)}`)
    .refine((all) => new Set(all).size === all.length, '有一项选了两遍')
}

const written = {
  name: typedText(MOST_TEAM_NAME),
  base: z.enum(teamBases),
  fields: distinct(fieldKey, MOST_TEAM_FIELDS, '服务方面').describe('keys'),
  about: typedText(MOST_TEAM_ABOUT),
  leaderIds: distinct(id, MOST_TEAM_LEADERS, '队长'),
}
const writeErrors = ['team.name_taken', 'team.field_unknown', 'team.person_unknown'] as const
const memberParams = z.object({ id, personId: id })

export const teamsEndpoints = {
  ...endpoint('teams.publicList', {
    summary: 'Volunteer teams that people may join, by name',
    tag: 'teams',
    access: anyone,
    query: z.object({
      orgId: id.optional().describe('teams of this organization and below'),
      base: z.enum(teamBases).optional(),
      field: fieldKey.optional(),
      q: search,
      ...pageQuery,
    }),
    response: page(teamSchema),
  }),
  ...endpoint('teams.publicGet', {
    summary: 'One volunteer team',
    tag: 'teams',
    access: anyone,
    params: idParams,
    response: teamSchema,
  }),
  ...endpoint('me.teams', {
    summary: 'Teams I am in now, the newest first',
    tag: 'teams',
    access: own,
    query: z.object({ ...pageQuery }),
    response: page(
      teamSchema.extend({
        since: instant,
        leads: z.boolean(),
      }),
    ),
  }),
  ...endpoint('me.team', {
    summary: 'How I stand to one team',
    tag: 'teams',
    access: own,
    params: idParams,
    response: z.object({
      since: instant.nullable().describe('null: not in it'),
      leads: z.boolean(),
    }),
  }),
  ...endpoint('me.joinTeam', {
    summary: 'Join a team, as anybody may without being approved; again changes nothing',
    tag: 'teams',
    access: own,
    params: idParams,
    status: 204,
    errors: ['team.closed'],
  }),
  ...endpoint('me.leaveTeam', {
    summary: 'Leave a team, at any time, and its lead with it; again changes nothing',
    tag: 'teams',
    access: own,
    params: idParams,
    status: 204,
  }),
  ...endpoint('teams.list', {
    summary: 'Teams of the caller’s subtree with their leaders, by name',
    tag: 'teams',
    access: staff,
    query: z.object({ state: z.enum(teamStates).default('active'), q: search, ...pageQuery }),
    response: page(keptSchema),
  }),
  ...endpoint('teams.create', {
    summary: 'Found a team; the same one again is given back as it is',
    tag: 'teams',
    access: staff,
    body: z.object({ orgId: id, ...written }),
    status: 201,
    response: keptSchema,
    errors: writeErrors,
  }),
  ...endpoint('teams.update', {
    summary: 'Change a team, or close it for good; members of a closed one are in it no more',
    tag: 'teams',
    access: staff,
    params: idParams,
    body: z.object({
      ...written,
      state: z.enum(teamStates).default('active'),
      revision: z.number().int(),
    }),
    response: keptSchema,
    errors: [...writeErrors, 'team.closed'],
  }),
  ...endpoint('teams.members', {
    summary: 'Names of a team’s members, in the order in which they came; for leaders and staff',
    tag: 'teams',
    access: leading,
    params: idParams,
    query: z.object({ ...pageQuery }),
    response: page(
      z.object({
        personId: id,
        name: z.string(),
        since: instant,
        leads: z.boolean(),
        putOnBy: z.string().nullable().describe('name; null: joined by themself'),
      }),
    ),
  }),
  ...endpoint('teams.putMember', {
    summary: 'Put somebody of the same district on a team who says so; again changes nothing',
    tag: 'teams',
    access: leading,
    params: memberParams,
    status: 204,
    errors: ['team.closed', 'team.person_unknown'],
  }),
  ...endpoint('teams.removeMember', {
    summary: 'Take somebody off a team, and its lead with it; again changes nothing',
    tag: 'teams',
    access: leading,
    params: memberParams,
    status: 204,
  }),
  ...endpoint('teamFields.list', {
    summary:
      'The fields that teams work in, by group, as the district above an organization has them',
    tag: 'teams',
    access: anyone,
    query: z.object({
      orgId: id
        .optional()
        .describe('default: the only district that changed some, else none’s changes'),
    }),
    response: z.object({
      rootId: id.nullable().describe('the district whose changes are in it; null: of none'),
      items: z.array(fieldSchema),
    }),
  }),
  ...endpoint('teamFields.set', {
    summary: 'Rename a field, switch it off or on, or add one; for staff of the top level',
    tag: 'teams',
    access: staff,
    body: z.object({
      orgId: id.describe('a root organization'),
      key: fieldKey.nullable().describe('null: add one; of a name that is there it is that one'),
      group: z.enum(fieldGroups).describe('of an added one; others stay where they are'),
      name: fieldName,
      off: z.boolean(),
    }),
    response: fieldSchema,
    errors: ['team.field_unknown', 'team.field_taken', 'team.too_many_fields'],
  }),
}
