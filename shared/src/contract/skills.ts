import * as z from 'zod'
import { roles } from '../roles'
import {
  invitePurposes,
  inviteStates,
  MOST_INVITE_TITLE,
  MOST_INVITE_WORDS,
  MOST_OWN_SKILL,
  MOST_OWN_SKILLS,
  MOST_SKILL_SENTENCE,
  skills,
  skillTimes,
} from '../skills'
import { day, id, idParams, instant, page, pageQuery, typedText } from './common'
import { endpoint } from './endpoint'
import { staff } from './orgs'

const own = { who: 'person', roles, scope: 'self' } as const
const named = z.object({ id, name: z.string() })
const count = z.number().int().min(0)

function distinct<T extends z.ZodType>(item: T) {
  return z.array(item).refine((all) => new Set(all).size === all.length, '有一项写了两遍')
}

const offer = {
  skills: distinct(z.enum(skills)),
  own: distinct(typedText(MOST_OWN_SKILL))
    .max(MOST_OWN_SKILLS, `自己写的最多 ${MOST_OWN_SKILLS} 样`)
    .describe('skills in own words'),
  times: distinct(z.enum(skillTimes)).describe('when there is time; none: ask'),
  sentence: typedText(MOST_SKILL_SENTENCE).nullable(),
}
const offerSchema = z.object(offer)
const findable = z.boolean().describe('agreed to be found by organizers; false until said')

const purposeSchema = z.object({
  type: z.enum(invitePurposes),
  id: id.nullable().default(null).describe('of the event or ticket'),
  title: typedText(MOST_INVITE_TITLE),
})
const inviteSchema = z.object({
  id,
  org: named.describe('where help is needed'),
  purpose: purposeSchema,
  message: z.string(),
  by: z.string().describe('name of who invited'),
  at: instant,
  state: z.enum(inviteStates),
})
const useSchema = z.object({
  what: z.string(),
  isDeed: z.boolean().describe('一件实事'),
  at: instant.describe('when it was noted'),
})
const keptInviteSchema = inviteSchema.extend({
  person: named,
  use: useSchema.nullable().describe('of a done one'),
})

export const skillsEndpoints = {
  ...endpoint('me.skills', {
    summary: 'What I offer, and whether organizers may find me',
    tag: 'skills',
    access: own,
    response: offerSchema.extend({
      findable,
      org: named.nullable().describe('its staff, and those above, may find me; null: nobody can'),
    }),
  }),
  ...endpoint('me.setSkills', {
    summary: 'Say what I offer and whether organizers may find me; a no holds at once',
    tag: 'skills',
    access: own,
    body: z
      .object({ ...offer, findable })
      .refine((given) => !given.findable || given.skills.length + given.own.length > 0, {
        message: '先选一样会做的，再让人找到您',
        path: ['skills'],
      }),
    status: 204,
  }),
  ...endpoint('me.skillInvites', {
    summary: 'To what I was invited, newest first',
    tag: 'skills',
    access: own,
    query: z.object({ ...pageQuery }),
    response: page(inviteSchema),
  }),
  ...endpoint('me.answerSkillInvite', {
    summary: 'Accept or decline, no reason asked; may be changed until it is done',
    tag: 'skills',
    access: own,
    params: idParams,
    body: z.object({ answer: z.enum(['accepted', 'declined']) }),
    response: inviteSchema,
    errors: ['skill.done'],
  }),
  ...endpoint('skills.find', {
    summary: 'Helpers of the caller’s subtree, nearest first, then who was asked longest ago',
    tag: 'skills',
    access: staff,
    query: z.object({
      orgId: id.optional().describe('where help is needed; default: first post of the caller'),
      skill: z.enum(skills).optional(),
      time: z.enum(skillTimes).optional(),
      q: z.string().trim().max(30).optional().describe('part of a skill or of the sentence'),
      ...pageQuery,
    }),
    response: page(
      offerSchema.extend({
        personId: id,
        name: z.string(),
        org: named,
        steps: count.describe('0 same grid, 1 community, 2 street, 3 district, 4 elsewhere'),
        askedAt: instant.nullable().describe('invited the last time'),
      }),
    ),
  }),
  ...endpoint('skills.invite', {
    summary: 'Invite a helper to something, once; again gives the invite that is there',
    tag: 'skills',
    access: staff,
    body: z.object({
      personId: id,
      orgId: id.optional().describe('where help is needed; default: first post of the caller'),
      purpose: purposeSchema.refine(({ type, id: about }) => type === 'other' || about !== null, {
        message: '请选一场活动或一件事',
        path: ['id'],
      }),
      message: typedText(MOST_INVITE_WORDS),
    }),
    status: 201,
    response: keptInviteSchema,
  }),
  ...endpoint('skills.invites', {
    summary: 'Invites of the caller’s subtree, newest first',
    tag: 'skills',
    access: staff,
    query: z.object({ state: z.enum(inviteStates).optional(), ...pageQuery }),
    response: page(keptInviteSchema),
  }),
  ...endpoint('skills.noteUse', {
    summary: 'Note what a helper who accepted has done, once; the same again changes nothing',
    tag: 'skills',
    access: staff,
    params: idParams,
    body: z.object({ what: typedText(MOST_INVITE_WORDS), isDeed: useSchema.shape.isDeed }),
    response: keptInviteSchema,
    errors: ['skill.not_accepted', 'skill.done'],
  }),
  ...endpoint('skills.numbers', {
    summary: 'Three numbers of a subtree: people to be found now; services and deeds between days',
    tag: 'skills',
    access: staff,
    query: z
      .object({
        orgId: id.optional().describe('default: first post of the caller'),
        from: day.optional().describe('Shanghai day; default: first of this year'),
        to: day.optional().describe('Shanghai day, with it; default: today'),
      })
      .refine(({ from, to }) => !from || !to || from <= to, {
        message: '结束的日子要在开始之后',
        path: ['to'],
      }),
    response: z.object({
      org: named,
      from: day,
      to: day,
      people: count.describe('whose home is in the subtree and who may be found, now'),
      services: count.describe('人次: uses noted by organizations of the subtree'),
      deeds: count.describe('实事 among them'),
    }),
  }),
}
