import * as z from 'zod'
import { sourceHealths, sourceItemStates, sourceKinds } from '../sources'
import { id, idParams, instant, page, pageQuery, typedText } from './common'
import { intakeErrors } from './digests'
import { endpoint } from './endpoint'
import { staff } from './orgs'

/** Half an hour to a week: nobody's notices come faster, and every question costs the other side. */
const intervalMinutes = z
  .number()
  .int()
  .min(30, '最快半小时看一次')
  .max(7 * 24 * 60, '最慢一周看一次')
const url = z.string().trim().min(1, '请填网址').max(2000, '网址太长了')

const sourceSchema = z.object({
  id,
  name: z.string(),
  url: z.string(),
  kind: z.enum(sourceKinds),
  org: z.object({ id, name: z.string() }),
  intervalMinutes: z.number().int(),
  paused: z.boolean(),
  health: z.enum(sourceHealths),
  reason: z.string().nullable().describe('what is wrong, in Chinese'),
  advice: z.string().nullable().describe('what to do about it, in Chinese'),
  note: z.string().nullable().describe('what else to know about the last look, in Chinese'),
  newCount: z.number().int().describe('articles that wait for a person'),
  lastOkAt: instant.nullable().describe('when it last answered'),
  lastNewAt: instant.nullable().describe('when it last had something new'),
  nextPollAt: instant.nullable().describe('null while it is paused'),
})
const found = z.object({
  title: z.string(),
  url: z.string().nullable(),
  publishedAt: instant.nullable(),
})
const itemSchema = found.extend({
  id,
  state: z.enum(sourceItemStates),
  summary: z.string().describe('its first words; empty before it has been read'),
  foundAt: instant,
  org: z.object({ id, name: z.string() }),
  source: z.object({ id, name: z.string() }),
  alsoAt: z
    .array(z.object({ name: z.string(), url: z.string().nullable() }))
    .describe('other sources that had the same text'),
  digestId: id.nullable(),
})
const readErrors = [...intakeErrors, 'source.busy'] as const

export const sourceEndpoints = {
  ...endpoint('sources.list', {
    summary: 'Sources of the caller’s subtree, newest first, with how they are doing',
    tag: 'sources',
    access: staff,
    query: z.object({ ...pageQuery }),
    response: page(sourceSchema),
  }),
  ...endpoint('sources.create', {
    summary:
      'Watch a feed or a page: reads it once and shows what was found; the same address again gives the source that is there',
    tag: 'sources',
    access: staff,
    body: z.object({
      url,
      orgId: id.optional().describe('owner; default: first post of the caller'),
      name: typedText(60).optional().describe('default: what it calls itself'),
      kind: z.enum(sourceKinds).optional().describe('default: judged by what is there'),
      intervalMinutes: intervalMinutes.default(60),
    }),
    status: 201,
    response: z.object({
      source: sourceSchema,
      found: z.object({
        total: z.number().int().describe('articles there now'),
        newest: z.array(found),
      }),
    }),
    errors: [...readErrors, 'source.unrecognized', 'source.too_many'],
  }),
  ...endpoint('sources.update', {
    summary: 'Rename, pause, resume, or look more or less often',
    tag: 'sources',
    access: staff,
    params: idParams,
    body: z.object({ name: typedText(60), intervalMinutes, paused: z.boolean() }),
    response: sourceSchema,
  }),
  ...endpoint('sources.poll', {
    summary: 'Look now; at most once a minute',
    tag: 'sources',
    access: staff,
    params: idParams,
    response: z.object({ source: sourceSchema, added: z.number().int() }),
    errors: ['source.just_polled', 'source.busy'],
  }),
  ...endpoint('sourceItems.list', {
    summary: 'Articles that came in, newest first',
    tag: 'sources',
    access: staff,
    query: z.object({
      state: z.enum(['new', 'taken', 'ignored']).default('new'),
      sourceId: id.optional(),
      ...pageQuery,
    }),
    response: page(itemSchema),
  }),
  ...endpoint('sourceItems.take', {
    summary: 'Make a digest draft of an article; however often asked, one draft',
    tag: 'sources',
    access: staff,
    params: idParams,
    response: z.object({ digestId: id }),
    errors: readErrors,
  }),
  ...endpoint('sourceItems.ignore', {
    summary: 'Put an article aside for good',
    tag: 'sources',
    access: staff,
    params: idParams,
    status: 204,
    errors: ['source.item_taken'],
  }),
  ...endpoint('sources.remove', {
    summary: 'Stop watching; drafts made from it stay',
    tag: 'sources',
    access: staff,
    params: idParams,
    status: 204,
  }),
}
