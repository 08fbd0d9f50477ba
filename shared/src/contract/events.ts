import * as z from 'zod'
import { roles } from '../roles'
import { anyone, day, id, idParams, page, pageQuery } from './common'
import { endpoint } from './endpoint'
import { point, shift, mine } from './event-shapes'

const own = { who: 'person', roles, scope: 'self' } as const
export const eventsEndpoints = {
  ...endpoint('events.publicList', {
    summary: 'What is to come and open to all, soonest first',
    tag: 'events',
    access: anyone,
    query: z.object({
      orgId: id.optional().describe('in this subtree'),
      q: z.string().max(40).optional(),
      from: day.optional(),
      to: day.optional(),
      teamId: id.optional(),
      age: z.coerce
        .number()
        .int()
        .min(0)
        .max(120)
        .optional()
        .describe('only what takes people of this age; it is not kept'),
      free: z.enum(['yes', 'no']).default('no').describe('only with places left'),
      ...pageQuery,
    }),
    response: page(shift),
  }),
  ...endpoint('events.publicGet', {
    summary: 'One date of something open to all',
    tag: 'events',
    access: anyone,
    params: idParams,
    response: shift,
  }),
  ...endpoint('events.calendar', {
    summary: 'One date for a calendar (.ics)',
    tag: 'events',
    access: anyone,
    params: idParams,
    binary: 'text/calendar',
  }),
  ...endpoint('projects.calendar', {
    summary: 'All dates of a project for a calendar (.ics), to subscribe to',
    tag: 'events',
    access: anyone,
    params: idParams,
    binary: 'text/calendar',
  }),

  ...endpoint('me.events', {
    summary: 'What I signed up for: to come, soonest first; past, latest first',
    tag: 'events',
    access: own,
    query: z.object({ when: z.enum(['coming', 'past']).default('coming'), ...pageQuery }),
    response: page(mine.omit({ clashesWith: true })),
  }),
  ...endpoint('me.branchEvents', {
    summary: 'What is to come in my own organizations, Party days among it',
    tag: 'events',
    access: own,
    query: z.object({ ...pageQuery }),
    response: page(shift),
  }),
  ...endpoint('me.event', {
    summary: 'How I stand to one date',
    tag: 'events',
    access: own,
    params: idParams,
    response: mine,
  }),
  ...endpoint('me.signUp', {
    summary: 'Take a place, or stand in line; again changes nothing',
    tag: 'events',
    access: own,
    params: idParams,
    body: z.object({
      fits: z.boolean().default(false).describe('says to meet the conditions, where there are any'),
    }),
    response: mine,
    errors: ['event.over', 'event.cancelled', 'event.clash', 'event.conditions'],
  }),
  ...endpoint('me.leaveEvent', {
    summary: 'Give the place back; the first in line is offered it',
    tag: 'events',
    access: own,
    params: idParams,
    response: mine,
    errors: ['event.over', 'event.came'],
  }),
  ...endpoint('me.acceptSeat', {
    summary: 'Take the place that is offered, before its deadline',
    tag: 'events',
    access: own,
    params: idParams,
    response: mine,
    errors: ['event.no_offer', 'event.clash', 'event.cancelled'],
  }),
  ...endpoint('me.attend', {
    summary: 'Check in or out by what is shown or said at the place',
    tag: 'events',
    access: own,
    params: idParams,
    body: z.object({
      way: z.enum(['in', 'out']),
      by: z.discriminatedUnion('how', [
        z.object({ how: z.literal('qr'), token: z.string().min(1).max(100) }),
        z.object({ how: z.literal('code'), code: z.string().regex(/^\d{6}$/, '口令是六位数字') }),
        z.object({ how: z.literal('distance'), at: point }),
      ]),
    }),
    response: mine,
    errors: [
      'event.cancelled',
      'attendance.too_early',
      'attendance.too_late',
      'attendance.wrong_code',
      'attendance.too_many_tries',
      'attendance.too_far',
      'attendance.no_point',
      'attendance.not_in',
      'attendance.elsewhere',
    ],
  }),
}
