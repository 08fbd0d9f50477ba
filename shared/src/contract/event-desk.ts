import * as z from 'zod'
import { eventKinds } from '../events'
import { day, id, idParams, instant, page, pageQuery, typedText } from './common'
import { endpoint } from './endpoint'
import {
  count,
  orNull,
  facts,
  when,
  project,
  sane,
  shift,
  projectCard,
  person,
  wall,
} from './event-shapes'
import { staff } from './orgs'

/** To whom an organizer writes; `absent`: who had a place and was not seen, once it is over. */
const audiences = ['in', 'all', 'absent'] as const
const personParams = z.object({ id, personId: id })

const message = z.object({
  id,
  text: z.string(),
  by: z.string(),
  at: instant,
  to: z.enum(audiences),
  told: count.describe('people told so far'),
  done: z.boolean().describe('whether everybody has been told'),
})

/** What the organizer of events may ask. */
export const eventDeskEndpoints = {
  ...endpoint('projects.list', {
    summary: 'Projects of the caller’s subtree, newest first',
    tag: 'events',
    access: staff,
    query: z.object({ state: z.enum(['active', 'ended']).default('active'), ...pageQuery }),
    response: page(projectCard),
  }),
  ...endpoint('projects.preview', {
    summary: 'On which days it would be, with a warning for those that clash with the calendar',
    tag: 'events',
    access: staff,
    body: z.object({ ...when }),
    response: z.object({
      words: z.string(),
      days: z
        .array(z.object({ day, warning: z.enum(['worked_weekend', 'holiday']).nullable() }))
        .describe('of the next twelve months'),
      knownThrough: day.describe('the official calendar reaches until here'),
    }),
  }),
  ...endpoint('projects.create', {
    summary: 'A project with its dates; the next sixty days are opened at once',
    tag: 'events',
    access: staff,
    body: sane(
      project.extend({
        kind: z.enum(eventKinds),
        orgId: id.optional().describe('default: first post of the caller'),
        teamId: orNull(id),
      }),
    ),
    status: 201,
    response: projectCard,
    errors: ['event.no_days', 'request.key_reused'],
    idempotent: true,
  }),
  ...endpoint('projects.get', {
    summary: 'One project',
    tag: 'events',
    access: staff,
    params: idParams,
    response: projectCard,
  }),
  ...endpoint('projects.update', {
    summary:
      'Change a project from a day on; dates that were changed by themselves stay as they are',
    tag: 'events',
    access: staff,
    params: idParams,
    body: sane(project.extend({ following: day.describe('from this day on'), revision: count })),
    response: projectCard,
    errors: ['event.no_days', 'request.conflict'],
  }),
  ...endpoint('projects.end', {
    summary: 'No more dates; those that nobody signed up for go, the others stay',
    tag: 'events',
    access: staff,
    params: idParams,
    status: 204,
  }),
  ...endpoint('events.list', {
    summary: 'Dates of the caller’s subtree: the board',
    tag: 'events',
    access: staff,
    query: z.object({
      when: z.enum(['coming', 'past']).default('coming'),
      projectId: id.optional(),
      risk: z.enum(['yes', 'no']).default('no').describe('only those with too few people'),
      ...pageQuery,
    }),
    response: page(shift.extend({ atRisk: z.boolean(), came: count })),
  }),
  ...endpoint('events.get', {
    summary: 'One date, for its organizer',
    tag: 'events',
    access: staff,
    params: idParams,
    response: shift.extend({ atRisk: z.boolean(), came: count, revision: count }),
  }),
  ...endpoint('events.update', {
    summary: 'Change this one date',
    tag: 'events',
    access: staff,
    params: idParams,
    body: z
      .object({ ...facts, startsAt: instant, endsAt: instant, revision: count })
      .refine(({ needed, capacity }) => needed <= capacity, {
        path: ['needed'],
        message: '最少人数不能比名额多',
      })
      .refine(({ startsAt, endsAt }) => new Date(startsAt) < new Date(endsAt), {
        path: ['endsAt'],
        message: '结束要在开始之后',
      })
      .refine(({ startsAt, endsAt }) => Date.parse(endsAt) - Date.parse(startsAt) <= 86_400_000, {
        path: ['endsAt'],
        message: '一场最长一天',
      }),
    response: shift,
    errors: ['event.over', 'event.cancelled', 'request.conflict'],
  }),
  ...endpoint('events.cancel', {
    summary: 'Call this one date off; who signed up sees why',
    tag: 'events',
    access: staff,
    params: idParams,
    body: z.object({ reason: typedText(100) }),
    response: shift,
    errors: ['event.over'],
  }),
  ...endpoint('events.messages', {
    summary: 'What its organizers wrote to the people of this date, newest first',
    tag: 'events',
    access: staff,
    params: idParams,
    query: z.object({ ...pageQuery }),
    response: page(message),
  }),
  ...endpoint('events.message', {
    summary: 'Write to whoever has a place, or also to those who wait; each of them is told once',
    tag: 'events',
    access: staff,
    params: idParams,
    body: z.object({
      text: typedText(200),
      to: z
        .enum(audiences)
        .default('in')
        .describe(
          'all: also those who wait for a place; absent: who was not seen, once it is over',
        ),
    }),
    status: 201,
    response: message,
    errors: ['event.nobody', 'event.not_over', 'event.nobody_absent', 'request.key_reused'],
    idempotent: true,
  }),
  ...endpoint('events.people', {
    summary: 'Who signed up and who came, in the order of their places',
    tag: 'events',
    access: staff,
    params: idParams,
    query: z.object({ ...pageQuery, limit: z.coerce.number().int().min(1).max(500).default(100) }),
    response: page(person),
  }),
  ...endpoint('events.peopleSheet', {
    summary: 'The same for Excel, to print and sign',
    tag: 'events',
    access: staff,
    params: idParams,
    binary: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  }),
  ...endpoint('events.putPerson', {
    summary:
      'Sign somebody up who asked by voice or on paper; an organizer may go over the capacity',
    tag: 'events',
    access: staff,
    params: idParams,
    body: z.object({ personId: id }),
    response: person,
    errors: ['event.cancelled', 'event.clash'],
  }),
  ...endpoint('events.takeOff', {
    summary:
      'Give back the place of somebody who said that they cannot come; the next in line is asked, again changes nothing',
    tag: 'events',
    access: staff,
    params: personParams,
    response: person,
    errors: ['event.over', 'event.came'],
  }),
  ...endpoint('events.code', {
    summary: 'What to show and say at the door now',
    tag: 'events',
    access: staff,
    params: idParams,
    response: z.object({
      token: z.string(),
      link: z.string().describe('what the QR code holds'),
      picture: z.string().describe('the QR code, SVG'),
      spoken: z.string().describe('six digits'),
      changesAt: instant,
      spokenChangesAt: instant,
    }),
  }),
  ...endpoint('events.capture', {
    summary:
      'The organizer’s list, also from a phone that was offline; the same again changes nothing',
    tag: 'events',
    access: staff,
    params: idParams,
    body: z.object({
      items: z
        .array(z.object({ personId: id, way: z.enum(['in', 'out']), at: instant }))
        .min(1)
        .max(200, '一次最多 200 条'),
    }),
    response: z.object({
      items: z.array(
        z.object({
          personId: id,
          way: z.enum(['in', 'out']),
          outcome: z.enum(['kept', 'known', 'refused']),
          why: z.string().nullable(),
        }),
      ),
    }),
    errors: ['event.cancelled'],
  }),
  ...endpoint('events.takeBack', {
    summary:
      'Take back a coming that the organizer ticked off by mistake; one that the person proved stays, again changes nothing',
    tag: 'events',
    access: staff,
    params: personParams,
    response: person,
    errors: ['attendance.own_mark', 'attendance.decided'],
  }),
  ...endpoint('events.wallNow', {
    summary: 'Numbers for a screen at the door',
    tag: 'events',
    access: staff,
    params: idParams,
    response: wall,
  }),
  ...endpoint('events.wall', {
    summary: 'The same as server-sent events, each time it changes',
    tag: 'events',
    access: staff,
    params: idParams,
    binary: 'text/event-stream',
  }),
}
