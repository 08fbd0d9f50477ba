import { useState } from 'react'
import { REWARD_CODE_DIGITS } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { sentenceOf } from '@/api/failure'
import { useMutation } from '@/api/use-mutation'
import { dayAndTime } from '@/lib/dates'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { toast } from '@/ui/feedback'
import { Field } from '@/ui/field'
import { Banner } from '@/ui/states'

type Order = OutputOf<'rewardOrders.byCode'>

const NOT_DIGITS = /\D/gu

interface FoundProps {
  order: Order
  onDone: () => void
}

/** Whose it is and what, before it leaves the desk; one that is over says so. */
function Found({ order, onDone }: FoundProps) {
  const { id, title, person, cost, state, endedAt, endedBy } = order
  const { run, busy, failure } = useMutation('rewardOrders.handOver')
  const handOver = async () => {
    if (!(await run({ params: { id } }))) return
    toast(`记下了：${title}交给了${person.name}`)
    onDone()
  }
  const ended = endedAt ? dayAndTime(endedAt) : ''
  return (
    <div role="status" className="dk-gap">
      <p className="lx-number">{`${person.name} · ${title}`}</p>
      {state === 'open' ? <p className="lx-muted">{`用 ${cost} 分换的，还没领。`}</p> : null}
      {state === 'handed_over' ? (
        <Banner>{`这一份 ${ended} 已经由${endedBy ?? ''}交过了，不要再交。`}</Banner>
      ) : null}
      {state === 'cancelled' ? (
        <Banner>{`这一份 ${ended} 取消了，积分退了回去，不要交。`}</Banner>
      ) : null}
      {failure ? <Banner>{sentenceOf(failure)}</Banner> : null}
      <div className="dk-acts--row dk-gap">
        {state === 'open' ? (
          <Button busy={busy} onClick={() => void handOver()}>
            交给本人了
          </Button>
        ) : null}
        <Button kind="quiet" onClick={onDone}>
          {state === 'open' ? '先不交' : '知道了'}
        </Button>
      </div>
    </div>
  )
}

/** Handing over by the six digits that the person shows. */
export function ByCode({ onChanged }: { onChanged: () => void }) {
  const [code, setCode] = useState('')
  const [order, setOrder] = useState<Order | null>(null)
  const { run, busy, failure, reset } = useMutation('rewardOrders.byCode')
  const look = async (digits: string) => {
    if (digits.length === REWARD_CODE_DIGITS) setOrder(await run({ body: { code: digits } }))
  }
  const type = (text: string) => {
    const digits = text.replace(NOT_DIGITS, '').slice(0, REWARD_CODE_DIGITS)
    setCode(digits)
    setOrder(null)
    reset()
    if (digits !== code) void look(digits)
  }
  const done = () => {
    setCode('')
    setOrder(null)
    onChanged()
  }
  return (
    <Card title="来领东西了">
      <div className="rw-type">
        <Field
          id="desk-rewards-code"
          label="兑换码（手机上的六个数字）"
          type="tel"
          value={code}
          maxLength={REWARD_CODE_DIGITS + 1}
          autoComplete="off"
          hint={busy ? '正在查…' : '输满六位就查，先看清是谁、换的什么，再交。'}
          error={failure ? sentenceOf(failure) : undefined}
          onChange={type}
          onEnter={() => void look(code)}
        />
      </div>
      {order ? <Found key={order.id} order={order} onDone={done} /> : null}
    </Card>
  )
}
