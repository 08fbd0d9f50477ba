import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { useAttempt } from '@/api/use-attempt'
import { dayAndTime } from '@/lib/dates'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Banner } from '@/ui/states'
import { whenWords } from '../parts/shift-words'

type Mine = OutputOf<'me.events'>['items'][number]

function Offer({ mine: { shift, seat }, onChange }: { mine: Mine; onChange: () => void }) {
  const { busy, problem, attempt } = useAttempt(onChange)
  const { id } = shift
  return (
    <Card title={`有空位了：${shift.title}`}>
      <p className="lx-strong">{whenWords(shift)}</p>
      <p className="lx-muted">{shift.place}</p>
      {seat?.offeredUntil ? <p>{`请在 ${dayAndTime(seat.offeredUntil)} 前确认。`}</p> : null}
      {problem ? <Banner>{problem}</Banner> : null}
      <div className="lx-acts">
        <Button
          wide
          busy={busy}
          onClick={() => void attempt(() => api.call('me.acceptSeat', { params: { id } }))}
        >
          确认，我来
        </Button>
        <Button
          kind="secondary"
          wide
          busy={busy}
          onClick={() => void attempt(() => api.call('me.leaveEvent', { params: { id } }))}
        >
          让给别人
        </Button>
      </div>
    </Card>
  )
}

/** Places that wait for an answer, on top of everything else. */
export function Offers({ items, onChange }: { items: readonly Mine[]; onChange: () => void }) {
  return (
    <>
      {items.map((mine) => (
        <Offer key={mine.shift.id} mine={mine} onChange={onChange} />
      ))}
    </>
  )
}
