import { useId, useState } from 'react'
import { eventTypes } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { sentenceOf } from '@/api/failure'
import { serverNow } from '@/api/server-time'
import { useMutation } from '@/api/use-mutation'
import { go, pageUrl } from '@/lib/navigate'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { toast } from '@/ui/feedback'
import { Field } from '@/ui/field'
import { Link } from '@/ui/link'
import { Banner } from '@/ui/states'
import { ShiftBadge, seatWords, timeWords } from '../parts/shift-row'
import { ChangeOne } from './change-one'

type Shift = OutputOf<'events.get'>

interface PartProps {
  shift: Shift
  onChanged: () => void
  onClose: () => void
}

function CallOff({ shift, onChanged, onClose }: PartProps) {
  const id = useId()
  const [reason, setReason] = useState('')
  const { run, busy, failure } = useMutation('events.cancel')
  const send = async () => {
    const done = await run({ params: { id: shift.id }, body: { reason: reason.trim() } })
    if (!done) return
    toast('取消了，报了名的人看得到原因')
    onChanged()
    onClose()
  }
  return (
    <Card title="取消这一场">
      <Field
        id={id}
        label="为什么取消"
        value={reason}
        maxLength={100}
        placeholder="比如：明天有大雨"
        hint="报了名的人看得到这一句。取消了就不能再恢复。"
        error={failure?.fields.reason}
        onChange={setReason}
      />
      {failure && !failure.fields.reason ? <Banner>{sentenceOf(failure)}</Banner> : null}
      <div className="dk-acts--row dk-gap">
        <Button busy={busy} disabled={reason.trim() === ''} onClick={() => void send()}>
          取消这一场
        </Button>
        <Button kind="quiet" onClick={onClose}>
          不取消
        </Button>
      </div>
    </Card>
  )
}

function ageWords({ minAge, maxAge }: Shift): string | null {
  if (minAge === null && maxAge === null) return null
  if (maxAge === null) return `满 ${minAge} 岁`
  return minAge === null ? `${maxAge} 岁以下` : `${minAge} 到 ${maxAge} 岁`
}

function Told({ shift }: { shift: Shift }) {
  const { place, contact, about, bring, skill, number, kind, minShare, reason } = shift
  const rows = [
    ['地点', place],
    ['联系人', contact],
    ['做些什么', about],
    ['带什么', bring],
    ['要会', skill],
    ['年龄', ageWords(shift)],
    ['群里报名', eventTypes[kind].isPublic ? `发“报名 ${number}”` : null],
    ['算时长', eventTypes[kind].givesHours ? `在场满 ${minShare}% 才算` : null],
    ['取消的原因', reason],
  ] as const
  return (
    <dl className="dk-facts">
      {rows.map(([label, value]) =>
        value ? (
          <div key={label} className="dk-facts__one">
            <dt className="lx-muted">{label}</dt>
            <dd>{value}</dd>
          </div>
        ) : null,
      )}
    </dl>
  )
}

/** What one date is; changing just it, calling it off, and the way to the screen at the door. */
export function Facts({ shift, onChanged }: { shift: Shift; onChanged: () => void }) {
  const [doing, setDoing] = useState<'change' | 'off' | null>(null)
  const { id, title, kind, org, team, state, endsAt, projectId } = shift
  const isOver = Date.parse(endsAt) <= serverNow()
  const isOpen = state === 'open' && !isOver
  const close = () => setDoing(null)
  const part = { shift, onChanged, onClose: close }
  return (
    <>
      <div className="dk-head">
        <h1 className="lx-title">{title}</h1>
        <ShiftBadge shift={shift} past={isOver} />
      </div>
      <p className="dk-strong">{timeWords(shift)}</p>
      <p className="lx-subtitle">
        {`${eventTypes[kind].label} · ${team?.name ?? org.name} · ${seatWords(shift)}`}
      </p>
      {doing === 'change' ? <ChangeOne {...part} /> : null}
      {doing === 'off' ? <CallOff {...part} /> : null}
      {doing === null ? (
        <Card>
          <Told shift={shift} />
          <div className="dk-acts--row dk-gap">
            {state === 'open' ? (
              <Button small onClick={() => go(pageUrl('deskDoor', { id }))}>
                签到大屏
              </Button>
            ) : null}
            {state === 'open' && isOver && eventTypes[kind].givesHours ? (
              <Button small kind="secondary" onClick={() => go(pageUrl('deskServed', { id }))}>
                这一场的时长
              </Button>
            ) : null}
            {isOpen ? (
              <>
                <Button small kind="secondary" onClick={() => setDoing('change')}>
                  只改这一场
                </Button>
                <Button small kind="secondary" onClick={() => setDoing('off')}>
                  取消这一场
                </Button>
              </>
            ) : null}
          </div>
          <Link to={pageUrl('deskProject', { id: projectId })} className="dk-more">
            看整个项目
          </Link>
        </Card>
      ) : null}
    </>
  )
}
