import { useEffect, useId, useRef, useState } from 'react'
import { rewardOrderLabels, rewardOrderStates, type RewardOrderState } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { sentenceOf } from '@/api/failure'
import { useMutation } from '@/api/use-mutation'
import { usePages } from '@/api/use-pages'
import { dayAndTime } from '@/lib/dates'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Chips } from '@/ui/chips'
import { confirm, toast } from '@/ui/feedback'
import { Field } from '@/ui/field'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { Banner } from '@/ui/states'
import { useBackInFront } from '../parts/use-in-front'

type Order = OutputOf<'rewardOrders.list'>['items'][number]

const states = rewardOrderStates.map((key) => ({ key, text: rewardOrderLabels[key] }))
const nothing: Record<RewardOrderState, string> = {
  open: '没有等着领的。',
  handed_over: '还没有领走的。',
  cancelled: '没有取消过的。',
}

interface ActProps {
  order: Order
  onDone: () => void
}

function Cancel({ order, onDone, onClose }: ActProps & { onClose: () => void }) {
  const id = useId()
  const [reason, setReason] = useState('')
  const { run, busy, failure } = useMutation('rewardOrders.cancel')
  const send = async () => {
    if (!(await run({ params: { id: order.id }, body: { reason: reason.trim() } }))) return
    toast(`取消了，${order.cost} 分退给${order.person.name}`)
    onDone()
  }
  return (
    <div className="dk-line__acts">
      <Field
        id={id}
        label={`为什么取消（${order.person.name}看得到）`}
        value={reason}
        maxLength={100}
        error={failure?.fields.reason}
        onChange={setReason}
      />
      {failure && !failure.fields.reason ? <Banner>{sentenceOf(failure)}</Banner> : null}
      <div className="dk-acts--row dk-gap">
        <Button small busy={busy} disabled={reason.trim() === ''} onClick={() => void send()}>
          取消这一份
        </Button>
        <Button small kind="quiet" onClick={onClose}>
          不取消
        </Button>
      </div>
    </div>
  )
}

function Row({ order, onDone }: ActProps) {
  const [isCancelling, setIsCancelling] = useState(false)
  const { run, busy, failure } = useMutation('rewardOrders.handOver')
  const { id, title, person, cost, state, at, endedAt, endedBy, reason } = order
  const handOver = async () => {
    const isSure = await confirm({
      title: `${title}交给${person.name}了？`,
      text: '没有兑换码的，请核对一下是不是本人。交了就不能再取消。',
      yes: '交了',
    })
    if (!isSure || !(await run({ params: { id } }))) return
    toast('记下了')
    onDone()
  }
  const ended = endedAt
    ? `${dayAndTime(endedAt)} ${rewardOrderLabels[state]}（${endedBy ?? '本人'}）`
    : ''
  const facts = [`${cost} 分`, `${dayAndTime(at)} 换的`, ended, reason ?? '']
  return (
    <div className="dk-line">
      <span className="dk-line__words">
        <span className="dk-strong">{`${person.name} · ${title}`}</span>
        <span className="lx-muted">{facts.filter(Boolean).join(' · ')}</span>
      </span>
      {state === 'open' && !isCancelling ? (
        <span className="dk-acts--row">
          <Button
            small
            kind="secondary"
            busy={busy}
            label={`${title}交给${person.name}`}
            onClick={() => void handOver()}
          >
            交付
          </Button>
          <Button
            small
            kind="quiet"
            label={`取消${person.name}的${title}`}
            onClick={() => setIsCancelling(true)}
          >
            取消
          </Button>
        </span>
      ) : null}
      {failure ? <Banner>{sentenceOf(failure)}</Banner> : null}
      {isCancelling ? (
        <Cancel order={order} onDone={onDone} onClose={() => setIsCancelling(false)} />
      ) : null}
    </div>
  )
}

/** Orders by how they stand. @param props.round counts what changed elsewhere on the page */
export function Orders({ round, onChanged }: { round: number; onChanged: () => void }) {
  const [state, setState] = useState<RewardOrderState>('open')
  const list = usePages(`reward orders ${state}`, (cursor) =>
    api.call('rewardOrders.list', {
      query: { state, limit: 20, ...(cursor === undefined ? {} : { cursor }) },
    }),
  )
  useBackInFront(list.first.reload)
  useReloadOn(round, list.first.reload)
  return (
    <Card title="兑换记录">
      <Chips label="看哪些" items={states} value={state} onChange={setState} />
      <Loading query={list.first} cards={1}>
        {() => (
          <>
            {list.items.length === 0 ? <p className="lx-muted">{nothing[state]}</p> : null}
            {list.items.map((order) => (
              <Row key={order.id} order={order} onDone={onChanged} />
            ))}
            <MoreButton pages={list} />
          </>
        )}
      </Loading>
    </Card>
  )
}

/** Reads again when something else on the page has changed what is shown. */
export function useReloadOn(round: number, reload: () => void): void {
  const last = useRef(round)
  useEffect(() => {
    if (last.current === round) return
    last.current = round
    reload()
  }, [round, reload])
}
