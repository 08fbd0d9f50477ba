import { useMe } from '@/api/session'
import { useQuery } from '@/api/use-query'
import { clockTime, dayWithWeekday } from '@/lib/dates'
import { pageUrl } from '@/lib/navigate'
import { useShownAgain } from '@/lib/use-shown-again'
import { Card } from '@/ui/card'
import { Link } from '@/ui/link'

interface Told {
  id: string
  title: string
  place: string
  startsAt: string
}

function ShiftLine({ shift, note }: { shift: Told; note: string }) {
  return (
    <Card title="志愿服务" aside={note} to={pageUrl('volunteerEvent', { id: shift.id })}>
      <div className="lx-strong">{shift.title}</div>
      <div className="lx-muted">
        {`${dayWithWeekday(new Date(shift.startsAt))} ${clockTime(shift.startsAt)} · ${shift.place}`}
      </div>
    </Card>
  )
}

function Mine() {
  const coming = useQuery('me.events', { query: { when: 'coming', limit: 20 } })
  useShownAgain(coming.reload)
  const items = coming.data?.items ?? []
  const offer = items.find(({ seat }) => seat?.state === 'offered')
  const next = offer ?? items.find(({ seat }) => seat?.state === 'in')
  if (coming.data && !next) return <Soonest />
  if (!next) return null
  return <ShiftLine shift={next.shift} note={offer ? '有空位了，等您确认' : '您报了名'} />
}

function Soonest() {
  const list = useQuery('events.publicList', { query: { free: 'yes', limit: 1 } })
  const [shift] = list.data?.items ?? []
  if (!shift) return null
  return <ShiftLine shift={shift} note="还有名额" />
}

/** The next shift: an offer that waits for an answer, what I signed up for, or the soonest with places. */
export function NextShift() {
  const me = useMe()
  return (
    <>
      {me ? <Mine key={me.id} /> : <Soonest />}
      <p>
        <Link className="lx-more" to={pageUrl('volunteer')}>
          看看志愿班次
        </Link>
      </p>
    </>
  )
}
