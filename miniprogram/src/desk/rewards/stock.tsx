import { useId, useState } from 'react'
import { stockKindLabels } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { sentenceOf } from '@/api/failure'
import { useMutation } from '@/api/use-mutation'
import { usePages } from '@/api/use-pages'
import { dayAndTime } from '@/lib/dates'
import { Button } from '@/ui/button'
import { toast } from '@/ui/feedback'
import { Field } from '@/ui/field'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { Banner } from '@/ui/states'

type Reward = OutputOf<'rewards.list'>['items'][number]

const IS_CHANGE = /^[-−]?[1-9]\d{0,5}$/u

function Change({ reward, onDone }: { reward: Reward; onDone: () => void }) {
  const id = useId()
  const [change, setChange] = useState('')
  const [reason, setReason] = useState('')
  const { run, busy, failure } = useMutation('rewards.changeStock')
  const errors = failure?.fields ?? {}
  const send = async () => {
    const by = Number(change.trim().replace('−', '-'))
    const body = { change: by, reason: reason.trim(), stockChanges: reward.stockChanges }
    const changed = await run({ params: { id: reward.id }, body })
    if (!changed) return
    toast(`记下了，现在 ${changed.stock} 份`)
    setChange('')
    setReason('')
    onDone()
  }
  return (
    <>
      <div className="dk-fields">
        <Field
          id={`${id}-change`}
          label="加几份（减就写负数，如 -2）"
          value={change}
          maxLength={7}
          error={errors.change}
          onChange={setChange}
        />
        <Field
          id={`${id}-reason`}
          label="为什么"
          value={reason}
          maxLength={100}
          placeholder="比如：街道送来、盘点少了"
          error={errors.reason}
          onChange={setReason}
        />
      </div>
      {failure && Object.keys(errors).length === 0 ? <Banner>{sentenceOf(failure)}</Banner> : null}
      <div className="dk-acts--row dk-gap">
        <Button
          small
          busy={busy}
          disabled={!IS_CHANGE.test(change.trim()) || reason.trim() === ''}
          onClick={() => void send()}
        >
          记进库存
        </Button>
      </div>
    </>
  )
}

/** Changing a reward's stock, and how it came about: nothing is struck out. */
export function Stock({ reward, onChanged }: { reward: Reward; onChanged: () => void }) {
  const list = usePages(`stock ${reward.id}`, (cursor) =>
    api.call('rewards.stockEntries', {
      params: { id: reward.id },
      query: { limit: 10, ...(cursor === undefined ? {} : { cursor }) },
    }),
  )
  const done = () => {
    list.first.reload()
    onChanged()
  }
  return (
    <div className="dk-gap">
      <Change reward={reward} onDone={done} />
      <Loading query={list.first} cards={1}>
        {() => (
          <div className="dk-gap">
            {list.items.map(({ id, kind, change, left, reason, by, at }) => (
              <p key={id} className="lx-muted">
                {[
                  dayAndTime(at),
                  `${stockKindLabels[kind]} ${change > 0 ? '+' : '−'}${Math.abs(change)}`,
                  `剩 ${left}`,
                  by ?? '',
                  reason ?? '',
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            ))}
            <MoreButton pages={list} />
          </div>
        )}
      </Loading>
    </div>
  )
}
