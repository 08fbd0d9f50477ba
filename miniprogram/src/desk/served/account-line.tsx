import { useId, useState } from 'react'
import { effectLabels, hourKindLabels, hoursWords } from '@lianxin/shared'
import { sentenceOf } from '@/api/failure'
import { useMe } from '@/api/session'
import { useMutation } from '@/api/use-mutation'
import { dayAndTime } from '@/lib/dates'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { toast } from '@/ui/feedback'
import { Field } from '@/ui/field'
import { Banner } from '@/ui/states'
import { NumberField } from '../parts/number-field'
import type { Account, Entry } from './ledger'

interface CorrectProps {
  account: Account
  most: number
  onDone: () => void
  onClose: () => void
}

function Correct({ account, most, onDone, onClose }: CorrectProps) {
  const { entry, changes, stands } = account
  const id = useId()
  const [minutes, setMinutes] = useState(stands)
  const [reason, setReason] = useState('')
  const { run, busy, failure } = useMutation('hours.correct')

  const save = async () => {
    const body = { minutes: minutes - stands, reason, corrections: changes.length }
    const done = await run({ params: { id: entry.id }, body })
    if (!done) return
    toast(`${entry.name}的时长改好了`)
    onDone()
    onClose()
  }

  return (
    <div className="dk-line__acts">
      <NumberField
        label={`${entry.name}改成多少分钟`}
        hint={`现在是 ${stands} 分钟；不该记的就改成 0`}
        value={minutes}
        most={most}
        error={failure?.fields.minutes}
        onChange={setMinutes}
      />
      <Field
        id={`${id}-reason`}
        label="为什么改"
        value={reason}
        maxLength={200}
        placeholder="比如：中途有事，十点就走了"
        hint="本人看得到这一句"
        error={failure?.fields.reason}
        onChange={setReason}
      />
      {failure ? <Banner>{sentenceOf(failure)}</Banner> : null}
      <div className="dk-acts--row dk-gap">
        <Button
          busy={busy}
          disabled={minutes === stands || reason.trim() === ''}
          onClick={() => void save()}
        >
          改好了
        </Button>
        <Button kind="quiet" onClick={onClose}>
          先不改
        </Button>
      </div>
    </div>
  )
}

const told = ({ recordedBy, recordedAt }: Entry) => `${recordedBy}，${dayAndTime(recordedAt)}`

/** What was, what is, who and why, in the order in which it was written. */
function History({ account: { entry, changes } }: { account: Account }) {
  return (
    <ul className="dk-notes lx-muted">
      <li>
        {[
          `${hourKindLabels[entry.kind]} ${hoursWords(entry.minutes)}（${told(entry)}）`,
          entry.effect === 'plain' ? null : effectLabels[entry.effect],
          entry.reason && `原因：${entry.reason}`,
          entry.proof && `证明：${entry.proof}`,
        ]
          .filter(Boolean)
          .join('；')}
      </li>
      {changes.map(({ entry: change, stands }) => (
        <li key={change.id}>
          {`更正：${hoursWords(stands - change.minutes)} → ${hoursWords(stands)}（${told(change)}）${
            change.reason ? `；原因：${change.reason}` : ''
          }`}
        </li>
      ))}
    </ul>
  )
}

interface AccountLineProps {
  account: Account
  /** Minutes of the whole shift. */
  most: number
  onDone: () => void
}

/** Somebody's hours at a date, how they came about, and correcting them. */
export function AccountLine({ account, most, onDone }: AccountLineProps) {
  const me = useMe()
  const [open, setOpen] = useState(false)
  const { entry, stands } = account
  return (
    <div className="dk-line">
      <span className="dk-line__words">
        <span>
          <span className="dk-strong">{entry.name}</span>{' '}
          <Badge tone={stands > 0 ? 'done' : 'plain'}>{hoursWords(stands)}</Badge>
        </span>
        <History account={account} />
      </span>
      {entry.personId === me?.id ? (
        <span className="lx-muted">您自己的，要改请别的同志来</span>
      ) : open ? null : (
        <Button
          small
          kind="secondary"
          label={`更正${entry.name}的时长`}
          onClick={() => setOpen(true)}
        >
          更正
        </Button>
      )}
      {open ? (
        <Correct account={account} most={most} onDone={onDone} onClose={() => setOpen(false)} />
      ) : null}
    </div>
  )
}
