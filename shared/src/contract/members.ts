import * as z from 'zod'
import { memberImportStates, MOST_MEMBER_BYTES, MOST_MEMBER_EXAMPLES } from '../members'
import { developmentStages, partyClasses } from '../party'
import { rosterRoles } from '../roles'
import { day, id, idParams, instant, page, pageQuery, unreadableSheet } from './common'
import { endpoint } from './endpoint'
import { staff } from './orgs'

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
/** Who keeps the roster: supervisors look, they do not write. */
const keepers = { who: 'person', roles: rosterRoles, scope: 'subtree' } as const

const org = z.object({ id, name: z.string() })
const count = z.number().int()

const memberSchema = z.object({
  id,
  name: z.string(),
  org: org.nullable().describe('where the person is organized'),
  partyClass: z.enum(partyClasses).nullable(),
  stage: z.enum(developmentStages).nullable().describe('null: not told'),
  joinedOn: day.nullable().describe('Shanghai day of joining the Party'),
  hasPhone: z.boolean(),
})

const importSchema = z.object({
  id,
  org,
  fileName: z.string(),
  state: z.enum(memberImportStates),
  total: count.describe('rows with something in them'),
  done: count.describe('rows worked off: created + updated + unchanged + refused'),
  created: count,
  updated: count,
  unchanged: count,
  refused: count,
  startedBy: z.string(),
  startedAt: instant,
  finishedAt: instant.nullable(),
  hasResult: z
    .boolean()
    .describe('false when nothing was refused or updated, and after seven days'),
})

/** Why a file cannot be read as a roster. */
const unreadable = [
  ...unreadableSheet,
  'member_import.too_many_rows',
  'member_import.no_header',
] as const
const upload = { maxBytes: MOST_MEMBER_BYTES }
const into = z.object({ orgId: id.optional().describe('default: first post of the caller') })

export const membersEndpoints = {
  ...endpoint('members.list', {
    summary: 'The roster of a subtree: members, and who is on the way into the Party; no phones',
    tag: 'members',
    access: staff,
    query: z.object({
      orgId: id.optional(),
      q: z
        .string()
        .max(50)
        .optional()
        .describe('part of a name, or the first letters of its pinyin'),
      partyClass: z.enum([...partyClasses, 'none']).optional(),
      ...pageQuery,
    }),
    response: page(memberSchema),
  }),
  ...endpoint('memberImports.template', {
    summary: 'An empty roster to fill in, with the branches of the caller and how to write things',
    tag: 'members',
    access: keepers,
    binary: xlsx,
  }),
  ...endpoint('memberImports.check', {
    summary:
      'Look a roster (.xlsx) over before it is imported: how many rows, and which are wrong in themselves; nothing is stored',
    tag: 'members',
    access: keepers,
    query: into,
    upload,
    response: z.object({
      total: count.describe('rows with something in them'),
      toMend: count.describe('rows that will be refused; more may turn out to be'),
      examples: z
        .array(z.object({ row: count.describe('in the sheet, from 1'), words: z.string() }))
        .max(MOST_MEMBER_EXAMPLES),
    }),
    errors: unreadable,
  }),
  ...endpoint('memberImports.create', {
    summary:
      'Import a roster (.xlsx). It is worked off in the background; the same file again, while that is under way, gives the same import',
    tag: 'members',
    access: keepers,
    query: into,
    upload,
    status: 201,
    response: importSchema,
    errors: [...unreadable, 'member_import.busy'],
  }),
  ...endpoint('memberImports.list', {
    summary: 'Imports of the subtree, newest first',
    tag: 'members',
    access: keepers,
    query: z.object({ ...pageQuery }),
    response: page(importSchema),
  }),
  ...endpoint('memberImports.get', {
    summary: 'How far an import is',
    tag: 'members',
    access: keepers,
    params: idParams,
    response: importSchema,
  }),
  ...endpoint('memberImports.cancel', {
    summary: 'Stop an import; what it has brought in stays. One that is over stays as it is',
    tag: 'members',
    access: keepers,
    params: idParams,
    response: importSchema,
  }),
  ...endpoint('memberImports.result', {
    summary:
      'The rows that were refused, with why and what to do, to be mended and imported again; on a second sheet what was updated',
    tag: 'members',
    access: keepers,
    params: idParams,
    binary: xlsx,
    errors: ['member_import.no_result'],
  }),
}
