import { useState } from 'react'
import type { OutputOf } from '@lianxin/shared/contract'
import { sentenceOf } from '@/api/failure'
import { useMutation } from '@/api/use-mutation'
import { useQuery } from '@/api/use-query'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { confirm, toast } from '@/ui/feedback'
import { Field } from '@/ui/field'
import { Loading } from '@/ui/loading'
import { Banner } from '@/ui/states'
import { NumberField } from '../parts/number-field'

type Rule = OutputOf<'starRules.get'>

const names = ['一星', '二星', '三星', '四星', '五星'] as const
/** More hours than anybody serves in a life. */
const MOST = 99_999

const listWords = (hours: Rule['hours']) =>
  names.map((name, index) => `${name} ${hours[index]} 小时`).join('，')

interface FormProps {
  rule: Rule
  onSaved: () => void
  onClose: () => void
}

function Form({ rule, onSaved, onClose }: FormProps) {
  const [hours, setHours] = useState(rule.hours)
  const [reason, setReason] = useState('')
  const { run, busy, failure } = useMutation('starRules.set')
  const wrongAt = hours.findIndex((each, index) => each <= (hours[index - 1] ?? 0))
  const set = (index: number, value: number) =>
    setHours(hours.map((each, at) => (at === index ? value : each)) as Rule['hours'])

  const save = async () => {
    if (!(await run({ body: { hours, reason } }))) return
    toast('星级定好了')
    onSaved()
    onClose()
  }

  return (
    <Card title="定本单位的星级">
      {names.map((name, index) => (
        <NumberField
          key={name}
          label={`${name}要多少小时`}
          value={hours[index] ?? 0}
          most={MOST}
          error={
            index === wrongAt
              ? index === 0
                ? '至少 1 小时'
                : `要比${names[index - 1]}多`
              : undefined
          }
          onChange={(value) => set(index, value)}
        />
      ))}
      <Field
        id="stars-reason"
        label="为什么这样定"
        value={reason}
        maxLength={200}
        placeholder="比如：按区里今年的办法"
        error={failure?.fields.reason}
        onChange={setReason}
      />
      <p className="lx-muted">马上就按新的算：大家的星可能多，也可能少，时长一分钟不变。</p>
      {failure ? <Banner>{sentenceOf(failure)}</Banner> : null}
      <div className="dk-acts--row dk-gap">
        <Button
          busy={busy}
          disabled={wrongAt >= 0 || reason.trim() === ''}
          onClick={() => void save()}
        >
          就这样定
        </Button>
        <Button kind="quiet" onClick={onClose}>
          先不改
        </Button>
      </div>
    </Card>
  )
}

/** Where they come from, in words. */
function ownerWords({ own, owner }: Rule): string {
  if (own) return '本单位自己定的'
  return owner === null ? '通用的' : `跟着${owner}`
}

function Shown({ rule, onChange }: { rule: Rule; onChange: () => void }) {
  const [open, setOpen] = useState(false)
  const { run, busy, failure } = useMutation('starRules.set')
  const above = rule.inherited.owner ?? '通用'

  const goBack = async () => {
    const sure = await confirm({
      title: `改回${above}的星级？`,
      text: `改回后是：${listWords(rule.inherited.hours)}。大家的星马上按它算，可能多，也可能少。`,
      yes: '改回去',
      no: '先不改',
    })
    if (!sure) return
    if (!(await run({ body: { hours: null, reason: `改回${above}的` } }))) return
    toast('改回去了')
    onChange()
  }

  if (open) return <Form rule={rule} onSaved={onChange} onClose={() => setOpen(false)} />
  return (
    <Card title="星级要多少小时">
      <p>
        <Badge tone={rule.own ? 'done' : 'plain'}>{ownerWords(rule)}</Badge>
      </p>
      {names.map((name, index) => (
        <div key={name} className="dk-line">
          <span className="dk-strong">{name}</span>
          <span>{`满 ${rule.hours[index]} 小时`}</span>
        </div>
      ))}
      {rule.reason ? <p className="lx-muted">{`为什么：${rule.reason}`}</p> : null}
      {rule.own ? (
        <p className="lx-muted">{`${above}的是：${listWords(rule.inherited.hours)}`}</p>
      ) : null}
      {failure ? <Banner>{sentenceOf(failure)}</Banner> : null}
      <div className="dk-acts--row dk-gap">
        <Button kind="secondary" onClick={() => setOpen(true)}>
          {rule.own ? '改一改' : '定本单位自己的'}
        </Button>
        {rule.own ? (
          <Button kind="quiet" busy={busy} onClick={() => void goBack()}>
            {`改回${above}的`}
          </Button>
        ) : null}
      </div>
    </Card>
  )
}

/** How many hours each star needs in one's own organization: its own, or those from above. */
export function Stars() {
  const query = useQuery('starRules.get', { query: {} })
  return <Loading query={query}>{(rule) => <Shown rule={rule} onChange={query.reload} />}</Loading>
}
