import * as z from 'zod'
import { DEFAULT_MIN_SHARE, attendanceWays, distanceBands, eventKinds, seatStates } from '../events'
import { day, id, instant, typedText } from './common'

export const count = z.number().int().min(0)
const named = z.object({ id, name: z.string() })
export const orNull = <T extends z.ZodType>(type: T) => type.nullable().default(null)

export const point = z.object({
  lat: z.number().min(-90).max(90),
  lng: z.number().min(-180).max(180),
})
const weekday = z.literal([1, 2, 3, 4, 5, 6, 7])
const always = {
  months: z
    .array(z.number().int().min(1).max(12))
    .min(1)
    .max(12)
    .readonly()
    .nullable()
    .default(null),
  onWorkedWeekends: z.enum(['skip', 'keep']).default('keep'),
  onHolidays: z.enum(['skip', 'keep']).default('keep'),
}
const recurrence = z.discriminatedUnion('pattern', [
  z.object({
    pattern: z.literal('weekly'),
    weekday,
    everyWeeks: z.literal([1, 2, 3, 4]).default(1),
    ...always,
  }),
  z.object({
    pattern: z.literal('monthly_weekday'),
    weekday,
    nth: z.literal([1, 2, 3, 4, 'last']),
    ...always,
  }),
  z.object({ pattern: z.literal('monthly_day'), day: z.number().int().min(1).max(31), ...always }),
  z.object({ pattern: z.literal('last_workday'), ...always }),
])

/** What is told of a gathering, whichever date it is. */
export const facts = {
  title: typedText(40),
  about: z.string().trim().max(1000, '最多 1000 字').default(''),
  place: typedText(60),
  point: orNull(point).describe('where it is, for a distance that phones work out themselves'),
  bring: z.string().trim().max(100, '最多 100 字').default(''),
  contact: typedText(60).describe('whom to ask; everybody sees it'),
  minAge: orNull(z.number().int().min(0).max(100)),
  maxAge: orNull(z.number().int().min(0).max(100)),
  skill: z
    .string()
    .trim()
    .max(40, '最多 40 字')
    .default('')
    .describe('what one should be able to do'),
  capacity: z.number().int().min(1, '至少 1 人').max(5000, '最多 5000 人'),
  needed: z.number().int().min(0).max(5000).default(0).describe('fewer than this is at risk'),
  minShare: z
    .number()
    .int()
    .min(1)
    .max(100)
    .default(DEFAULT_MIN_SHARE)
    .describe('per cent of it that one must have been there for'),
}
const clock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, '时间写成 09:00 这样')
const times = {
  startTime: clock.describe('Shanghai time'),
  minutes: z.number().int().min(15, '至少 15 分钟').max(720, '最多 12 小时'),
}
export const when = {
  rule: orNull(recurrence),
  from: day.describe('first day on which it may be'),
  until: orNull(day),
  days: z.array(day).max(60, '一次最多 60 天').default([]).describe('single days, without a rule'),
}
export const project = z.object({ ...facts, ...times, ...when })
export const sane = <T extends z.ZodType<z.infer<typeof project>>>(type: T) =>
  type
    .refine(({ needed, capacity }) => needed <= capacity, {
      path: ['needed'],
      message: '最少人数不能比名额多',
    })
    .refine(({ minAge, maxAge }) => minAge === null || maxAge === null || minAge <= maxAge, {
      path: ['maxAge'],
      message: '年龄上限不能比下限小',
    })
    .refine(({ rule, days }) => rule !== null || days.length > 0, {
      path: ['days'],
      message: '请选日子，或者定一个规律',
    })

export const shift = z.object({
  id,
  projectId: id,
  kind: z.enum(eventKinds),
  number: count.describe('what one types to sign up in a chat'),
  org: named,
  team: named.nullable(),
  day,
  startsAt: instant,
  endsAt: instant,
  state: z.enum(['open', 'cancelled']),
  reason: z.string().nullable().describe('why it was cancelled'),
  ...facts,
  taken: count.describe('places taken, and kept for whom they are offered to'),
  waiting: count,
})
const seat = z.object({
  state: z.enum(seatStates),
  place: count.nullable().describe('in the line, from 1; null when not waiting'),
  offeredUntil: instant.nullable(),
})
export const attendance = z.object({
  inAt: instant.nullable(),
  inWay: z.enum(attendanceWays).nullable(),
  outAt: instant.nullable(),
  outWay: z.enum(attendanceWays).nullable(),
  band: z.enum(distanceBands).nullable().describe('all that is kept of where one was'),
  declined: z.string().nullable().describe('why no hours were given for it'),
})
export const mine = z.object({
  shift,
  seat: seat.nullable(),
  attendance: attendance.nullable(),
  clashesWith: shift.pick({ id: true, title: true, startsAt: true, endsAt: true }).nullable(),
})
export const projectCard = z.object({
  id,
  kind: z.enum(eventKinds),
  org: named,
  team: named.nullable(),
  ...facts,
  ...times,
  rule: recurrence.nullable(),
  ruleWords: z.string(),
  from: day,
  until: day.nullable(),
  days: z.array(day),
  state: z.enum(['active', 'ended']),
  revision: count,
})
export const person = z.object({
  personId: id,
  name: z.string(),
  state: z.enum(seatStates).nullable().describe('null: came without having signed up'),
  place: count.nullable(),
  inAt: instant.nullable(),
  inWay: z.enum(attendanceWays).nullable(),
  outAt: instant.nullable(),
  outWay: z.enum(attendanceWays).nullable(),
  mayTakeBack: z
    .boolean()
    .describe('the coming was ticked off by the organizer and nobody has decided on its hours'),
})
export const wall = z.object({
  taken: count,
  waiting: count,
  here: count.describe('came and have not left'),
  came: count,
  latest: z
    .array(z.object({ name: z.string(), at: instant, way: z.enum(['in', 'out']) }))
    .describe('newest first; of names only the first character'),
})
