import { useId, useState, type ReactNode } from 'react'
import { addDays, MOST_DEED, MOST_PROOF, shanghaiDay } from '@lianxin/shared'
import { sentenceOf, type Failure } from '@/api/failure'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Chips } from '@/ui/chips'
import { toast } from '@/ui/feedback'
import { Field, TextArea } from '@/ui/field'
import { Banner } from '@/ui/states'

const DAY = /^20\d\d-\d\d-\d\d$/u
const when = [
  { key: '0', text: '今天' },
  { key: '1', text: '昨天' },
  { key: '2', text: '前天' },
  { key: 'other', text: '更早' },
] as const
type When = (typeof when)[number]['key']

/** What was done, as it is sent. */
export interface DeedText {
  day: string
  what: string
  proof: string | null
}

interface DeedFormProps {
  title: string
  /** What stands above the questions, such as whose deed it is. */
  children?: ReactNode
  /** False while something above the questions is missing. */
  ready?: boolean
  busy: boolean
  failure: Failure | null
  /** @returns true when it was taken: then the form is empty again */
  onSend: (deed: DeedText) => Promise<boolean>
}

/** A deed to propose: when, what, and how it can be seen. */
export function DeedForm({ title, children, ready = true, busy, failure, onSend }: DeedFormProps) {
  const id = useId()
  const [chosen, setChosen] = useState<When>('0')
  const [typedDay, setTypedDay] = useState('')
  const [what, setWhat] = useState('')
  const [proof, setProof] = useState('')
  const today = shanghaiDay(new Date())
  const day = chosen === 'other' ? typedDay.trim() : addDays(today, -Number(chosen))

  async function send() {
    if (!(await onSend({ day, what: what.trim(), proof: proof.trim() || null }))) return
    setWhat('')
    setProof('')
    toast('报上去了，请等小组评')
  }
  return (
    <Card title={title}>
      {children}
      <div className="lx-apart">
        <Chips label="哪天做的" items={when} value={chosen} onChange={setChosen} />
      </div>
      {chosen === 'other' ? (
        <Field
          id={`${id}-day`}
          label={`哪一天（这样写：${today}）`}
          value={typedDay}
          maxLength={10}
          error={failure?.fields.day}
          onChange={setTypedDay}
        />
      ) : null}
      <TextArea
        id={`${id}-what`}
        label="做了什么"
        value={what}
        maxLength={MOST_DEED}
        rows={3}
        error={failure?.fields.what}
        onChange={setWhat}
      />
      <TextArea
        id={`${id}-proof`}
        label="谁能证明（可以不写）"
        value={proof}
        maxLength={MOST_PROOF}
        rows={2}
        onChange={setProof}
      />
      {failure && !failure.fields.day && !failure.fields.what ? (
        <Banner>{sentenceOf(failure)}</Banner>
      ) : null}
      <div className="lx-acts">
        <Button
          wide
          busy={busy}
          disabled={!ready || what.trim() === '' || !DAY.test(day)}
          onClick={() => void send()}
        >
          报上去
        </Button>
      </div>
    </Card>
  )
}
