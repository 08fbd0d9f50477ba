import * as z from 'zod'
import { MOST_THOUGHT, thoughtStates } from '../checkins'
import { roles } from '../roles'
import { day, id, idParams, instant, page, pageQuery, typedText } from './common'
import { endpoint } from './endpoint'
import { staff } from './orgs'

const own = { who: 'person', roles, scope: 'self' } as const
const count = z.number().int().min(0)
const month = z.string().regex(/^20\d\d-(?:0[1-9]|1[0-2])$/, '月份格式不对')
const choice = z.enum(['yes', 'no'])

const standing = z.object({
  today: day,
  doneToday: z.boolean(),
  streak: count.describe('days in a row until today; until yesterday while today is open'),
})
const named = z
  .string()
  .nullable()
  .describe('only of who agreed that their name is shown; null: a comrade')

export const checkinsEndpoints = {
  ...endpoint('me.checkins', {
    summary: 'My check-ins: today, streak, one month, make-up cards',
    tag: 'checkins',
    access: own,
    query: z.object({ month: month.optional().describe('default: the running one') }),
    response: standing.extend({
      month: z.string(),
      days: z
        .array(
          z.object({
            day,
            madeUp: z.boolean(),
            thought: z.string().nullable(),
            review: z.enum(thoughtStates).nullable(),
          }),
        )
        .describe('of that month, those with a check-in'),
      cards: z.object({ left: count, of: count }).describe('of the running month'),
      missed: z.array(day).describe('days that may be made up now, oldest first'),
      showName: z.boolean().describe('agreed that the name is shown in the branch'),
      drawable: z.boolean().describe('the poster’s font has every character of the name'),
    }),
  }),
  ...endpoint('me.checkIn', {
    summary: 'Check in for today, once; again changes nothing but may still add a sentence',
    tag: 'checkins',
    access: own,
    body: z.object({ thought: typedText(MOST_THOUGHT).nullable() }),
    response: standing.extend({ isNew: z.boolean() }),
  }),
  ...endpoint('me.makeUp', {
    summary: 'Make up a missed day with a card; the same day again costs nothing',
    tag: 'checkins',
    access: own,
    body: z.object({ day }),
    response: standing.extend({ cardsLeft: count }),
    errors: ['checkin.not_missed', 'checkin.no_cards'],
  }),
  ...endpoint('me.checkinPoster', {
    summary: 'A picture of my streak with a QR code, to save',
    tag: 'checkins',
    access: own,
    query: z.object({
      name: choice.default('no').describe('with my name'),
      thought: choice.default('no').describe('with today’s sentence, once it has been passed'),
    }),
    binary: 'image/png',
  }),
  ...endpoint('me.branchThoughts', {
    summary: 'What comrades of my branch wrote and a person passed, newest first',
    tag: 'checkins',
    access: own,
    query: z.object({ ...pageQuery }),
    response: page(z.object({ id, name: named, day, thought: z.string() })),
  }),
  ...endpoint('thoughts.list', {
    summary: 'Sentences written with check-ins in the caller’s subtree, oldest first while waiting',
    tag: 'checkins',
    access: staff,
    query: z.object({ state: z.enum(thoughtStates).default('waiting'), ...pageQuery }),
    response: page(
      z.object({
        id,
        name: z.string(),
        org: z.object({ id, name: z.string() }),
        day,
        thought: z.string(),
        state: z.enum(thoughtStates),
        reviewedAt: instant.nullable(),
        mine: z.boolean().describe('written by the caller, who may not review it'),
      }),
    ),
  }),
  ...endpoint('thoughts.review', {
    summary: 'Pass a sentence for the branch to see, or not; may be changed later',
    tag: 'checkins',
    access: staff,
    params: idParams,
    body: z.object({ decision: z.enum(['passed', 'refused']) }),
    status: 204,
    errors: ['checkin.own_thought'],
  }),
  ...endpoint('rolls.list', {
    summary:
      'Groups of the caller’s subtree and whether they get the roll of check-ins each evening',
    tag: 'checkins',
    access: staff,
    query: z.object({ ...pageQuery }),
    response: page(
      z.object({
        id,
        topic: z.string(),
        org: z.object({ id, name: z.string() }),
        enabled: z.boolean(),
      }),
    ),
  }),
  ...endpoint('rolls.set', {
    summary: 'Switch the evening’s roll of one group on or off',
    tag: 'checkins',
    access: staff,
    params: idParams,
    body: z.object({ enabled: z.boolean() }),
    status: 204,
  }),
}
