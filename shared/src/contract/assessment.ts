import * as z from 'zod'
import {
  appealStates,
  appealSubjects,
  ASSESSORS_NEEDED,
  deedStates,
  MOST_ASSESSORS,
  MOST_DEED,
  MOST_PROOF,
  MOST_WORDS,
} from '../assessment'
import { roles } from '../roles'
import { day, id, idParams, instant, page, pageQuery, typedText } from './common'
import { endpoint } from './endpoint'
import { staff } from './orgs'

const own = { who: 'person', roles, scope: 'self' } as const
const named = z.object({ id, name: z.string() })
const words = typedText(MOST_WORDS)

const voice = z.object({ name: z.string(), yes: z.boolean(), words: z.string(), at: instant })
const deedSchema = z.object({
  id,
  person: named,
  org: named,
  day,
  what: z.string(),
  proof: z.string().nullable(),
  proposedBy: z.string().describe('name of who proposed it; may be the person themself'),
  at: instant,
  state: z.enum(deedStates),
  decidedAt: instant.nullable(),
  voices: z
    .array(voice)
    .nullable()
    .describe('null while it is open and the caller has not spoken: nobody follows another'),
  earlier: z.array(voice).describe('of the round before an appeal was upheld'),
})
const deedText = {
  day: day.describe('Shanghai day on which it was done; within the last 365 days'),
  what: typedText(MOST_DEED),
  proof: typedText(MOST_PROOF).nullable().default(null),
}
const proposeErrors = [
  'assessment.no_group',
  'assessment.too_few',
  'assessment.not_member',
  'assessment.bad_day',
] as const

const answer = z.object({
  name: z.string(),
  words: z.string(),
  at: instant,
  amount: z.number().nullable().describe('points of the correction'),
})
const subjectSchema = z.object({
  about: z.enum(appealSubjects),
  aboutId: id,
  title: z.string(),
  amount: z.number().nullable().describe('points of the entry; null for a refused deed'),
  at: instant,
  reasons: z.array(z.string()).describe('what those who decided it said'),
})
const appealSchema = subjectSchema.extend({
  id,
  words: z.string(),
  appealedAt: instant,
  state: z.enum(appealStates),
  answer: answer.nullable(),
})
const groupSchema = z.object({
  id: id.describe('of the organization'),
  orgName: z.string(),
  assessors: z.array(named),
})

export const assessmentEndpoints = {
  ...endpoint('assessmentGroups.list', {
    summary: 'Assessment groups of the caller’s subtree',
    tag: 'assessment',
    access: staff,
    query: z.object({ ...pageQuery }),
    response: page(groupSchema),
  }),
  ...endpoint('assessmentGroups.set', {
    summary: 'Name a branch’s assessors; branches below that have no group of their own use it too',
    tag: 'assessment',
    access: staff,
    params: idParams,
    body: z.object({
      personIds: z
        .array(id)
        .min(ASSESSORS_NEEDED, '考评小组至少两位同志')
        .max(MOST_ASSESSORS, '考评小组最多九位同志')
        .refine((ids) => new Set(ids).size === ids.length, '同一位同志选了两遍'),
    }),
    response: groupSchema,
    errors: ['assessment.not_member'],
  }),
  ...endpoint('deeds.list', {
    summary: 'Deeds proposed in the caller’s subtree, newest first',
    tag: 'assessment',
    access: staff,
    query: z.object({ state: z.enum(deedStates).optional(), ...pageQuery }),
    response: page(deedSchema),
  }),
  ...endpoint('deeds.propose', {
    summary:
      'Propose a deed of a member; the same words for the same person and day are the same deed',
    tag: 'assessment',
    access: staff,
    body: z.object({ personId: id, ...deedText }),
    status: 201,
    response: deedSchema,
    errors: proposeErrors,
  }),
  ...endpoint('me.deeds', {
    summary: 'My deeds and what the group said, newest first',
    tag: 'assessment',
    access: own,
    query: z.object({ ...pageQuery }),
    response: page(deedSchema.extend({ appeal: z.enum(appealStates).nullable() })),
  }),
  ...endpoint('me.proposeDeed', {
    summary: 'Propose a deed of mine; the same words for the same day are the same deed',
    tag: 'assessment',
    access: own,
    body: z.object(deedText),
    status: 201,
    response: deedSchema,
    errors: proposeErrors,
  }),
  ...endpoint('assessments.list', {
    summary: 'Deeds for the caller to assess, oldest first; or those the caller spoke on',
    tag: 'assessment',
    access: own,
    query: z.object({ said: z.enum(['yes', 'no']).default('no'), ...pageQuery }),
    response: page(deedSchema).extend({
      isAssessor: z.boolean(),
    }),
  }),
  ...endpoint('assessments.say', {
    summary:
      'Say yes or no with a sentence, once; two voices decide. Only for assessors, not on themselves',
    tag: 'assessment',
    access: own,
    params: idParams,
    body: z.object({ yes: z.boolean(), words }),
    response: deedSchema,
    errors: ['assessment.own', 'assessment.said', 'assessment.decided'],
  }),
  ...endpoint('me.appealSubject', {
    summary: 'What I may appeal: the entry or refused deed with its reasons, and my appeal if any',
    tag: 'assessment',
    access: own,
    query: z.object({ about: z.enum(appealSubjects), aboutId: id }),
    response: subjectSchema.extend({ appeal: appealSchema.nullable() }),
    errors: ['appeal.not_yet'],
  }),
  ...endpoint('me.appeals', {
    summary: 'My appeals and their answers, newest first',
    tag: 'assessment',
    access: own,
    query: z.object({ ...pageQuery }),
    response: page(appealSchema),
  }),
  ...endpoint('me.appeal', {
    summary:
      'Appeal an entry of mine or a refused deed, once each; again gives the one that is there',
    tag: 'assessment',
    access: own,
    body: z.object({ about: z.enum(appealSubjects), aboutId: id, words }),
    status: 201,
    response: appealSchema,
    errors: ['appeal.not_yet'],
  }),
  ...endpoint('appeals.list', {
    summary: 'Appeals of the caller’s subtree, oldest first while open',
    tag: 'assessment',
    access: staff,
    query: z.object({ state: z.enum(appealStates).default('open'), ...pageQuery }),
    response: page(
      appealSchema.extend({
        person: named,
        org: named,
        barred: z
          .boolean()
          .describe('the caller decided it or it is their own: somebody else answers'),
      }),
    ),
  }),
  ...endpoint('appeals.answer', {
    summary:
      'Answer an appeal with a reason. Upheld: an entry gets a correction, a deed goes back to the group',
    tag: 'assessment',
    access: staff,
    params: idParams,
    body: z.object({
      upheld: z.boolean(),
      words,
      amount: z
        .number()
        .int('请填整数')
        .min(-100)
        .max(100)
        .nullable()
        .default(null)
        .describe('points to add (or, below zero, to take) when an entry’s appeal is upheld'),
    }),
    response: appealSchema,
    errors: ['appeal.same_person', 'appeal.answered', 'appeal.no_amount', 'book.nothing_left'],
  }),
}
