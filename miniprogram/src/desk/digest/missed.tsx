import { useId, useState } from 'react'
import { dayAndTime } from '@/lib/dates'
import { Button } from '@/ui/button'
import { Notice } from '@/ui/states'
import { BurdenReason } from './burden-reason'
import type { Digest, DigestWork } from './use-digest'

interface MissedProps {
  digest: Digest
  work: DigestWork
  /** Opens the form for another time; left out where there is none. */
  onReschedule?: (() => void) | undefined
}

/** What will happen next by itself, so that one may also do nothing. */
function nextWords({ schedule, nextRunAt, state }: Digest): string {
  if (schedule?.kind === 'cron' && nextRunAt && state !== 'sent')
    return `下一次是 ${dayAndTime(nextRunAt)}，会照常发。`
  return '不动它就不会再发。'
}

/** Times at which it should have gone out and did not, and what to do about it. */
export function Missed({ digest, work, onReschedule }: MissedProps) {
  const id = useId()
  const [reason, setReason] = useState('')
  const asked = work.reasonAsked
  const times = digest.missed.map(({ dueAt }) => dayAndTime(dueAt))
  if (times.length === 0) return null
  if (!digest.missedAt) {
    return <p className="dk-clear">到点没发过（系统当时停着）：{times.join('、')}。</p>
  }
  return (
    <Notice title="到点没有发出去">
      <p className="dk-missed">
        {`原定 ${dayAndTime(digest.missedAt)}，系统当时停着，过了六小时就没有再发。${nextWords(digest)}`}
      </p>
      {times.length > 1 ? <p className="dk-missed">漏下的有：{times.join('、')}。</p> : null}
      {asked ? <BurdenReason id={id} asked={asked} value={reason} onChange={setReason} /> : null}
      <div className="lx-acts">
        <Button
          small
          busy={work.busy}
          onClick={() => void work.settleMissed('send_now', reason.trim())}
        >
          现在发
        </Button>
        {onReschedule ? (
          <Button small kind="secondary" disabled={work.busy} onClick={onReschedule}>
            重新定时间
          </Button>
        ) : null}
        <Button
          small
          kind="quiet"
          disabled={work.busy}
          onClick={() => void work.settleMissed('seen')}
        >
          知道了
        </Button>
      </div>
    </Notice>
  )
}
