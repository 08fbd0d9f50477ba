import { useState } from 'react'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { newIdempotencyKey } from '@/api/idempotency'
import { serverNow } from '@/api/server-time'
import { useAttempt } from '@/api/use-attempt'
import { Button } from '@/ui/button'
import { TextArea } from '@/ui/field'
import { Banner } from '@/ui/states'
import type { DeskShift } from '../parts/shift-row'

const kindWords =
  '今天没见到您，一切都好吗？下次要是来不了，提前点一下“取消报名”，位子就能给排队的人。'
/** Names that are read before they become a wall. */
const SHOWN = 20

interface NotSeenProps {
  shift: DeskShift
  people: OutputOf<'events.people'>['items']
}

/**
 * Who had a place and was not seen, once it is over: for the organizer alone, counted nowhere and
 * without consequence. All that may be done about it is to ask how they are.
 */
export function NotSeen({ shift, people }: NotSeenProps) {
  const [open, setOpen] = useState(false)
  const [text, setText] = useState(kindWords)
  const [told, setTold] = useState(false)
  const [key, setKey] = useState(newIdempotencyKey)
  const { busy, problem, attempt } = useAttempt()
  const absent = people.filter(({ state, inAt }) => state === 'in' && inAt === null)
  if (shift.state !== 'open' || Date.parse(shift.endsAt) > serverNow() || absent.length === 0)
    return null

  async function send() {
    const body = { text: text.trim(), to: 'absent' as const }
    const done = await attempt(() =>
      api.call('events.message', { params: { id: shift.id }, body }, { idempotencyKey: key }),
    )
    if (!done) return
    setTold(true)
    setOpen(false)
  }

  const names = absent.slice(0, SHOWN).map(({ name }) => name)
  return (
    <div className="dk-gap">
      <p className="dk-strong">{`报了名没见到 ${absent.length} 人`}</p>
      <p>{`${names.join('、')}${absent.length > SHOWN ? ' 等' : ''}`}</p>
      <p className="lx-muted">其实来了的，点“来了”补上。这里只有您看得到，不扣分，也不记名。</p>
      {told ? (
        <p role="status">问候发出去了，只有他们自己看得到。</p>
      ) : open ? (
        <>
          <TextArea
            id="not-seen"
            label="问候一声"
            value={text}
            maxLength={200}
            onChange={(next) => {
              setText(next)
              setKey(newIdempotencyKey())
            }}
          />
          {problem ? <Banner>{problem}</Banner> : null}
          <div className="dk-acts--row">
            <Button busy={busy} disabled={text.trim() === ''} onClick={() => void send()}>
              {`发给这 ${absent.length} 人`}
            </Button>
            <Button kind="quiet" onClick={() => setOpen(false)}>
              先不发
            </Button>
          </div>
        </>
      ) : (
        <Button kind="secondary" small onClick={() => setOpen(true)}>
          问候一声
        </Button>
      )}
    </div>
  )
}
