import { hoursWords, minutesOf } from '@lianxin/shared'
import type { PersonActor } from '../../http/route'
import { plain } from '../../platform/sheets'
import type { ServedEvent } from '../events'
import type { PersonRecord } from '../people'
import { issueWords, type HourIssue, type HourRow } from './hour-line.rules'

/** A row whose date and person are found. */
export interface Found {
  row: HourRow
  event: ServedEvent
  person: PersonRecord
}
/** What the ledger says of a person at a date. */
export interface Standing {
  minutes: number
  /** What was written in, corrected or not. */
  added: { minutes: number; reason: string | null } | null
}
export type Verdict =
  | { outcome: 'added' | 'known'; found: Found }
  | { outcome: 'refused'; issues: HourIssue[] }

/** A row that is given back. */
export const refused = (...issues: HourIssue[]): Verdict => ({ outcome: 'refused', issues })

/** By the rules of adding hours; beyond them, nothing is added to what stands already. */
export function verdictOn(found: Found, standing: Standing): Verdict {
  const { row, event } = found
  const { minutes, added } = standing
  if (added && added.minutes === row.minutes && added.reason === row.reason)
    return { outcome: 'known', found }
  if (minutes > 0 || added)
    return refused({
      column: 'name',
      wrong:
        minutes > 0
          ? `这一场已经给这位同志记了 ${hoursWords(minutes)}`
          : '这一场给这位同志补录过，后来更正成零了',
      fix: '不用再补；记得不对的，到“补录”里点开那一场更正',
    })
  const length = minutesOf({ from: event.startsAt, to: event.endsAt })
  if (row.minutes > length)
    return refused({
      column: 'minutes',
      wrong: `写了 ${hoursWords(row.minutes)}，这一场一共才 ${hoursWords(length)}`,
      fix: `最多写 ${length} 分钟`,
    })
  return { outcome: 'added', found }
}

/** The date that a row names, if it names one that is over. */
export function eventFor(
  { title }: HourRow,
  events: readonly ServedEvent[],
  now: Date,
): ServedEvent | HourIssue {
  const wished = plain(title)
  const named = events.filter((event) => plain(event.title) === wished)
  const [event] = named
  if (!event)
    return {
      column: 'title',
      wrong: '您管的单位里，这一天没有叫这个名字的活动',
      fix: '照模板“办过的活动”那张表写名称和日期，一个字都不差',
    }
  if (named.length > 1)
    return {
      column: 'title',
      wrong: `这一天有 ${named.length} 场都叫这个名字，表里分不清是哪一场`,
      fix: '到“补录”里点开那一场单独补',
    }
  if (event.endsAt > now)
    return { column: 'day', wrong: '这一场还没有结束', fix: '结束以后再来补录' }
  return event
}

/** The person that a row names, if it is somebody else. */
export function personFor(
  person: PersonRecord | null,
  actor: PersonActor,
): PersonRecord | HourIssue {
  if (!person)
    return {
      column: 'phone',
      wrong: '您管的单位里没有这个姓名和手机号的人',
      fix: '核对姓名和手机号；登记时没留手机号的，到“补录”里点开那一场单独补',
    }
  if (person.id === actor.id)
    return { column: 'name', wrong: '自己的时长不能自己记', fix: '请别的同志来导这一行' }
  return person
}

/** What becomes of a row, for who uploaded it. */
export function verdictWords(verdict: Verdict): string {
  if (verdict.outcome === 'refused') return verdict.issues.map(issueWords).join('')
  const { row, event } = verdict.found
  const length = hoursWords(row.minutes)
  return verdict.outcome === 'known'
    ? `“${event.title}”补录过 ${length}，不再记`
    : `“${event.title}”记 ${length}`
}
