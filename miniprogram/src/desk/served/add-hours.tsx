import { useId, useState } from 'react'
import { effectKeys, effectLabels, hoursWords, type Effect } from '@lianxin/shared'
import { sentenceOf } from '@/api/failure'
import { useMutation } from '@/api/use-mutation'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Chips } from '@/ui/chips'
import { toast } from '@/ui/feedback'
import { Field } from '@/ui/field'
import { Banner } from '@/ui/states'
import { FindPerson, type Picked } from '../parts/find-person'
import { NumberField } from '../parts/number-field'

const choices = effectKeys.map((key) => ({ key, text: effectLabels[key] }))

interface AddHoursProps {
  eventId: string
  /** Minutes of the whole shift: nobody has more of it. */
  most: number
  onAdded: () => void
}

interface FormProps extends AddHoursProps {
  person: Picked
  onClose: () => void
}

function Form({ eventId, most, person, onAdded, onClose }: FormProps) {
  const id = useId()
  const [minutes, setMinutes] = useState(most)
  const [effect, setEffect] = useState<Effect>('plain')
  const [reason, setReason] = useState('')
  const [proof, setProof] = useState('')
  const { run, busy, failure } = useMutation('hours.add')
  const errors = failure?.fields ?? {}
  const isWhole = minutes > 0 && reason.trim() !== '' && proof.trim() !== ''

  const save = async () => {
    const body = { personId: person.id, minutes, effect, reason, proof }
    const added = await run({ params: { id: eventId }, body })
    if (!added) return
    toast(`给${person.name}补了 ${hoursWords(minutes)}`)
    onAdded()
    onClose()
  }

  return (
    <>
      <p className="dk-strong">{`给${person.name}补录`}</p>
      <NumberField
        label="补多少分钟"
        hint={`这一场一共 ${most} 分钟（${hoursWords(most)}），连同已经记的不能再多`}
        value={minutes}
        most={most}
        error={errors.minutes}
        onChange={setMinutes}
      />
      <div className="lx-field">
        <span className="lx-field__label">做得怎么样</span>
        <Chips label="做得怎么样" items={choices} value={effect} onChange={setEffect} />
      </div>
      <Field
        id={`${id}-reason`}
        label="为什么补"
        value={reason}
        maxLength={200}
        placeholder="比如：手机没电，没有签到"
        error={errors.reason}
        onChange={setReason}
      />
      <Field
        id={`${id}-proof`}
        label="有什么证明"
        value={proof}
        maxLength={200}
        placeholder="比如：签到表上有名字"
        error={errors.proof}
        onChange={setProof}
      />
      {failure ? <Banner>{sentenceOf(failure)}</Banner> : null}
      <div className="dk-acts--row dk-gap">
        <Button busy={busy} disabled={!isWhole} onClick={() => void save()}>
          补上
        </Button>
        <Button kind="quiet" onClick={onClose}>
          不补了
        </Button>
      </div>
    </>
  )
}

/** Writes hours in for somebody whom no check-in shows; they stand apart as 补录. */
export function AddHours(props: AddHoursProps) {
  const [person, setPerson] = useState<Picked | null>(null)
  return (
    <Card title="补录时长">
      {person ? (
        <Form key={person.id} {...props} person={person} onClose={() => setPerson(null)} />
      ) : (
        <>
          <p className="lx-muted">
            来了却没签上的，在这里补。要写原因和证明；自己的请别的同志来补。
          </p>
          <FindPerson label="给谁补" onPick={setPerson} />
        </>
      )}
    </Card>
  )
}
