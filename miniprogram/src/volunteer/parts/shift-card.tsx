import { serverNow } from '@/api/server-time'
import { pageUrl } from '@/lib/navigate'
import { Badge } from '@/ui/badge'
import { Card } from '@/ui/card'
import { distanceWords, placesWords, whenWords, type Shift } from './shift-words'

interface ShiftCardProps {
  shift: Shift
  /** How far it is, in metres; null = not known. */
  metres?: number | null
  /** Where I stand, in words. */
  mine?: string | null
}

/** One date in a list: when, where, and whether there is still a place. */
export function ShiftCard({ shift, metres = null, mine = null }: ShiftCardProps) {
  const isOff = shift.state === 'cancelled'
  const isOver = Date.parse(shift.endsAt) <= serverNow()
  const isFree = shift.taken < shift.capacity && shift.waiting === 0
  return (
    <Card title={shift.title} to={pageUrl('volunteerEvent', { id: shift.id })}>
      <div className="lx-strong">{whenWords(shift)}</div>
      <div className="lx-muted">
        {shift.place}
        {metres === null ? '' : ` · ${distanceWords(metres)}`}
      </div>
      <div className="lx-badges">
        {isOff ? <Badge tone="late">取消了</Badge> : null}
        {mine === null ? null : <Badge tone="new">{mine}</Badge>}
        {isOff || isOver ? null : (
          <Badge tone={isFree ? 'done' : 'soon'}>{placesWords(shift)}</Badge>
        )}
      </div>
    </Card>
  )
}
