import { DEFAULT_MIN_SHARE, addDays, shanghaiDay, type EventKind } from '@lianxin/shared'
import type { InputOf, OutputOf } from '@lianxin/shared/contract'
import { emptyFacts, factsIn, type EventFacts } from '../parts/event-facts'

export type Project = OutputOf<'projects.get'>
type Body = Omit<InputOf<'projects.create'>['body'], 'kind' | 'orgId' | 'teamId'>
type Rule = NonNullable<Project['rule']>
export type Pattern = 'days' | Rule['pattern']

/** What somebody is filling in about a project. */
export interface Wish {
  facts: EventFacts
  kind: EventKind
  startTime: string
  minutes: number
  pattern: Pattern
  /** Of `days`. */
  days: readonly string[]
  weekday: 1 | 2 | 3 | 4 | 5 | 6 | 7
  everyWeeks: 1 | 2 | 3 | 4
  nth: 1 | 2 | 3 | 4 | 'last'
  /** Of the month, where the rule is one. */
  monthDay: number
  /** null: every month. */
  months: readonly number[] | null
  onWorkedWeekends: 'skip' | 'keep'
  onHolidays: 'skip' | 'keep'
  from: string
  /** '' as long as nobody says otherwise. */
  until: string
}

const SATURDAY = 6

/** What it is most of the time: two hours on the coming Saturday morning. */
export function opening(contact: string, today = shanghaiDay(new Date())): Wish {
  const weekday = new Date(today).getUTCDay()
  return {
    facts: { ...emptyFacts, contact, needed: 3, minShare: DEFAULT_MIN_SHARE },
    kind: 'shift',
    startTime: '09:00',
    minutes: 120,
    pattern: 'days',
    days: [addDays(today, ((SATURDAY - weekday + 6) % 7) + 1)],
    weekday: SATURDAY,
    everyWeeks: 1,
    nth: 1,
    monthDay: 1,
    months: null,
    onWorkedWeekends: 'skip',
    onHolidays: 'skip',
    from: today,
    until: '',
  }
}

/** A project to be changed. */
export function wishOf(project: Project): Wish {
  const { rule, kind, startTime, minutes, days, from, until } = project
  const fresh = opening('')
  return {
    ...fresh,
    facts: factsIn(project),
    kind,
    startTime,
    minutes,
    days: days.length > 0 ? days : fresh.days,
    from,
    until: until ?? '',
    pattern: rule?.pattern ?? 'days',
    ...(rule && 'weekday' in rule ? { weekday: rule.weekday } : {}),
    ...(rule?.pattern === 'weekly' ? { everyWeeks: rule.everyWeeks } : {}),
    ...(rule?.pattern === 'monthly_weekday' ? { nth: rule.nth } : {}),
    ...(rule?.pattern === 'monthly_day' ? { monthDay: rule.day } : {}),
    ...(rule
      ? {
          months: rule.months,
          onWorkedWeekends: rule.onWorkedWeekends,
          onHolidays: rule.onHolidays,
        }
      : {}),
  }
}

function ruleOf(wish: Wish): Rule | null {
  const { pattern, weekday, everyWeeks, nth, monthDay } = wish
  const { onWorkedWeekends, onHolidays } = wish
  const months = wish.months === null || wish.months.length === 0 ? null : [...wish.months]
  const always = { months, onWorkedWeekends, onHolidays }
  switch (pattern) {
    case 'days':
      return null
    case 'weekly':
      return { pattern, weekday, everyWeeks, ...always }
    case 'monthly_weekday':
      return { pattern, weekday, nth, ...always }
    case 'monthly_day':
      return { pattern, day: monthDay, ...always }
    case 'last_workday':
      // It is worked, whatever day of the week it is: there is nothing to leave out.
      return { pattern, months, onWorkedWeekends: 'keep', onHolidays: 'keep' }
  }
}

/** When it is to be, as the server takes it; null while there is no day to ask about. */
export function whenOf(wish: Wish): InputOf<'projects.preview'>['body'] | null {
  const rule = ruleOf(wish)
  if (rule) return { rule, from: wish.from, until: wish.until || null, days: [] }
  const days = wish.days.filter(Boolean).sort()
  const [first] = days
  return first === undefined ? null : { rule: null, from: first, until: null, days }
}

/** All of it, as the server takes it; null while there is no day. */
export function bodyOf(wish: Wish): Body | null {
  const when = whenOf(wish)
  if (!when) return null
  const { facts, startTime, minutes } = wish
  return { ...facts, title: facts.title.trim(), startTime, minutes, ...when }
}

/** Can the rule name a weekend that is worked; can it name a weekday that is off? */
export function reachOf({ pattern, weekday }: Pick<Wish, 'pattern' | 'weekday'>) {
  const named = pattern === 'weekly' || pattern === 'monthly_weekday'
  const any = pattern === 'monthly_day'
  return {
    weekends: any || (named && weekday >= SATURDAY),
    workdays: any || (named && weekday < SATURDAY),
  }
}
