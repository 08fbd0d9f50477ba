import { useId, useState } from 'react'
import { addDays, MOST_DEED, MOST_PROOF, shanghaiDay } from '@lianxin/shared'
import { sentenceOf } from '@/api/failure'
import { useMutation } from '@/api/use-mutation'
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

/** Proposing a deed of one's own: when, what, and how it can be seen. */
export function Propose({ onDone }: { onDone: () => void }) {
  const id = useId()
  const [chosen, setChosen] = useState<When>('0')
  const [typedDay, setTypedDay] = useState('')
  const [what, setWhat] = useState('')
  const [proof, setProof] = useState('')
  const { run, busy, failure } = useMutation('me.proposeDeed')
  const today = shanghaiDay(new Date())
  const day = chosen === 'other' ? typedDay.trim() : addDays(today, -Number(chosen))

  async function send() {
    const body = { day, what: what.trim(), proof: proof.trim() || null }
    if (!(await run({ body }))) return
    setWhat('')
    setProof('')
    toast('报上去了，请等小组评')
    onDone()
  }
  return (
    <Card title="报一件实事">
      <Chips label="哪天做的" items={when} value={chosen} onChange={setChosen} />
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
          disabled={what.trim() === '' || !DAY.test(day)}
          onClick={() => void send()}
        >
          报上去
        </Button>
      </div>
    </Card>
  )
}
