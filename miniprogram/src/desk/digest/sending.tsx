import { useEffect, useState } from 'react'
import type { InputOf, OutputOf } from '@lianxin/shared/contract'
import { deliveryStateLabels, type DeliveryState } from '@lianxin/shared'
import { api } from '@/api/client'
import { failureOf } from '@/api/failure'
import { usePages } from '@/api/use-pages'
import { dayAndTime } from '@/lib/dates'
import { Badge, type Tone } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { confirm, toast } from '@/ui/feedback'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { Banner } from '@/ui/states'
import type { Digest, DigestWork } from './use-digest'

type Delivery = OutputOf<'digests.deliveries'>['items'][number]
type Decision = InputOf<'deliveries.resolve'>['body']['decision']

const tones: Record<DeliveryState, Tone> = {
  queued: 'plain',
  leased: 'plain',
  sending: 'new',
  sent: 'done',
  failed: 'late',
  unknown: 'soon',
  cancelled: 'plain',
}

const decisions: readonly { decision: Decision; text: string }[] = [
  { decision: 'arrived', text: '已到' },
  { decision: 'resend', text: '重发' },
  { decision: 'give_up', text: '不发了' },
]

/** What a person may decide: only a message in doubt can have arrived. */
function decisionsFor(state: DeliveryState) {
  if (state === 'unknown') return decisions
  if (state === 'failed') return decisions.filter(({ decision }) => decision !== 'arrived')
  return []
}

async function sure(decision: Decision, delivery: Delivery): Promise<boolean> {
  if (decision !== 'resend' || delivery.state !== 'unknown') return true
  return confirm({
    title: '重发一遍？',
    text: `先到“${delivery.groupTopic}”看一眼，要是已经有了，重发群里会有两条。`,
    yes: '没收到，重发',
  })
}

/** How far it is: a bar, and the same in words. */
function Progress({ digest }: { digest: Digest }) {
  const { deliveries } = digest
  const total = Object.values(deliveries).reduce((sum, count) => sum + count, 0)
  if (total === 0) return null
  const sent = deliveries.sent ?? 0
  const stuck = (deliveries.unknown ?? 0) + (deliveries.failed ?? 0)
  const waiting = (deliveries.queued ?? 0) + (deliveries.leased ?? 0) + (deliveries.sending ?? 0)
  const share = (count: number) => ({ width: `${(count / total) * 100}%` })
  const words = [
    `发到 ${sent} / ${total} 条`,
    waiting > 0 ? `还在排队 ${waiting}` : null,
    stuck > 0 ? `要看一下 ${stuck}` : null,
    deliveries.cancelled ? `取消 ${deliveries.cancelled}` : null,
  ].filter((part) => part !== null)
  return (
    <>
      <div
        className="dk-progress"
        role="progressbar"
        aria-label="发送进度"
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={sent}
      >
        <span className="dk-progress__sent" style={share(sent)} />
        <span className="dk-progress__stuck" style={share(stuck)} />
      </div>
      <p className="dk-strong">{words.join(' · ')}</p>
    </>
  )
}

interface DeliveryRowProps {
  delivery: Delivery
  onResolve: (delivery: Delivery, decision: Decision) => void
  busy: boolean
}

function DeliveryRow({ delivery, onResolve, busy }: DeliveryRowProps) {
  const { state } = delivery
  return (
    <div className="dk-line">
      <span className="dk-line__words">
        <span>
          {delivery.groupTopic}
          {delivery.part > 1 ? `（第 ${delivery.part} 条）` : ''}
        </span>
        {delivery.reason ? <span>{delivery.reason}</span> : null}
        <span className="lx-muted">
          {delivery.sentAt ? `${dayAndTime(delivery.sentAt)} 发到` : (delivery.nextStep ?? '')}
        </span>
      </span>
      <Badge tone={tones[state]}>{deliveryStateLabels[state]}</Badge>
      {decisionsFor(state).length > 0 ? (
        <div className="dk-acts--row dk-line__acts">
          {decisionsFor(state).map(({ decision, text }) => (
            <Button
              key={decision}
              small
              kind={decision === 'give_up' ? 'quiet' : 'secondary'}
              disabled={busy}
              label={`${delivery.groupTopic}：${text}`}
              onClick={() => onResolve(delivery, decision)}
            >
              {text}
            </Button>
          ))}
        </div>
      ) : null}
    </div>
  )
}

/** Group by group; asked again whenever the counts of the digest have changed. */
function Deliveries({ digest, onResolved }: { digest: Digest; onResolved: () => void }) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const { id } = digest
  const list = usePages(`deliveries ${id}`, (cursor) =>
    api.call('digests.deliveries', {
      params: { id },
      query: { limit: 50, ...(cursor ? { cursor } : {}) },
    }),
  )
  const counts = JSON.stringify(digest.deliveries)
  const { reload } = list.first
  useEffect(() => reload(), [counts, reload])
  const resolve = async (delivery: Delivery, decision: Decision) => {
    if (!(await sure(decision, delivery))) return
    setBusy(true)
    setProblem(null)
    try {
      await api.call('deliveries.resolve', { params: { id: delivery.id }, body: { decision } })
      toast(decision === 'resend' ? '排上队了' : '记下了')
    } catch (error) {
      setProblem(failureOf(error).message)
    } finally {
      setBusy(false)
      reload()
      onResolved()
    }
  }
  return (
    <>
      {problem ? <Banner>{problem}</Banner> : null}
      <Loading query={list.first} cards={1}>
        {() => (
          <>
            {list.items.map((delivery) => (
              <DeliveryRow
                key={delivery.id}
                delivery={delivery}
                busy={busy}
                onResolve={(one, decision) => void resolve(one, decision)}
              />
            ))}
            <MoreButton pages={list} />
          </>
        )}
      </Loading>
    </>
  )
}

/** Going out: how far, which group waits for what, and the brake. */
export function Sending({ digest, work }: { digest: Digest; work: DigestWork }) {
  const { actions } = digest
  const total = Object.values(digest.deliveries).reduce((sum, count) => sum + count, 0)
  const brakes =
    actions.includes('pause') || actions.includes('resume') || actions.includes('cancel')
  if (total === 0 && !brakes) return null
  return (
    <Card title={total > 0 ? '发到哪了' : '等着发'}>
      <Progress digest={digest} />
      {brakes ? (
        <div className="lx-acts dk-acts--row">
          {actions.includes('resume') ? (
            <Button small busy={work.busy} onClick={() => void work.control('resume')}>
              接着发
            </Button>
          ) : null}
          {actions.includes('pause') ? (
            <Button
              small
              kind="secondary"
              busy={work.busy}
              onClick={() => void work.control('pause')}
            >
              先停一停
            </Button>
          ) : null}
          {actions.includes('cancel') ? (
            <Button small kind="quiet" busy={work.busy} onClick={() => void work.control('cancel')}>
              取消发送
            </Button>
          ) : null}
        </div>
      ) : null}
      {total > 0 ? <Deliveries digest={digest} onResolved={work.query.reload} /> : null}
    </Card>
  )
}
