import { eventTypes, shanghaiDay } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { clockTime, dayWithWeekday } from '@/lib/dates'
import { pageUrl } from '@/lib/navigate'
import { Badge } from '@/ui/badge'
import { Link } from '@/ui/link'

export type DeskShift = OutputOf<'events.list'>['items'][number]

/** `11月28日 星期六 9:00–11:00`, with the year in front when it is not `today`'s. */
export function timeWords(
  { startsAt, endsAt }: Pick<DeskShift, 'startsAt' | 'endsAt'>,
  today = shanghaiDay(new Date()),
): string {
  const year = shanghaiDay(startsAt).slice(0, 4)
  const inYear = year === today.slice(0, 4) ? '' : `${year}年`
  return `${inYear}${dayWithWeekday(new Date(startsAt))} ${clockTime(startsAt)}–${clockTime(endsAt)}`
}

/** `报名 3/10 人 · 候补 2 人` */
export function seatWords({ taken, capacity, waiting }: DeskShift): string {
  return `报名 ${taken}/${capacity} 人${waiting > 0 ? ` · 候补 ${waiting} 人` : ''}`
}

/** What there is to know of a date at a glance: called off, too few people, or how many came. */
export function ShiftBadge({ shift, past }: { shift: DeskShift; past?: boolean }) {
  if (shift.state === 'cancelled') return <Badge tone="plain">取消了</Badge>
  if (past) return <Badge tone="done">{`来了 ${shift.came} 人`}</Badge>
  if (shift.atRisk) return <Badge tone="soon">{`还差 ${shift.needed - shift.taken} 人`}</Badge>
  if (shift.taken >= shift.capacity) return <Badge tone="done">满了</Badge>
  return null
}

/** One date in a list. */
export function ShiftRow({ shift, past }: { shift: DeskShift; past?: boolean }) {
  const { id, title, place, kind, team, org } = shift
  return (
    <div className="dk-line">
      <span className="dk-line__words">
        <Link to={pageUrl('deskShift', { id })} className="dk-strong">
          <span className="dk-when">{timeWords(shift)}</span> {title}
        </Link>
        <span className="lx-muted">
          {[eventTypes[kind].label, place, team?.name ?? org.name].join(' · ')}
        </span>
        <span className="lx-muted">{seatWords(shift)}</span>
      </span>
      <ShiftBadge shift={shift} past={past ?? false} />
    </div>
  )
}
