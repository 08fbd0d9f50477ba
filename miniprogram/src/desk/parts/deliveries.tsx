import { useState } from 'react'
import type { InputOf, OutputOf } from '@lianxin/shared/contract'
import { deliveryStateLabels, type DeliveryState } from '@lianxin/shared'
import { api } from '@/api/client'
import { failureOf } from '@/api/failure'
import type { Pages } from '@/api/use-pages'
import { dayAndTime } from '@/lib/dates'
import { isWeapp } from '@/lib/platform'
import { Badge, type Tone } from '@/ui/badge'
import { Button } from '@/ui/button'
import { confirm, toast } from '@/ui/feedback'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { Banner } from '@/ui/states'
import { PrintButton } from './print-button'

/** A message to a group; `about` where the list mixes different ones. */
type Delivery = OutputOf<'digests.deliveries'>['items'][number] & { about?: string }
type Decision = InputOf<'deliveries.resolve'>['body']['decision']

const tones: Record<DeliveryState, Tone> = {
  queued: 'plain',
  leased: 'plain',
  sending: 'new',
  sent: 'done',
  awaiting: 'soon',
  failed: 'late',
  unknown: 'soon',
  cancelled: 'plain',
}

const decisions: readonly { decision: Decision; text: string }[] = [
  { decision: 'arrived', text: '已到' },
  { decision: 'resend', text: '重发' },
  { decision: 'give_up', text: '不发了' },
]

/** What a person may decide: only a message in doubt, or in hand, can have arrived. */
function decisionsFor(state: DeliveryState) {
  if (state === 'unknown') return decisions
  if (state === 'awaiting') return decisions.filter(({ decision }) => decision !== 'resend')
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
        {delivery.about ? <span>{delivery.about}</span> : null}
        {delivery.reason ? <span>{delivery.reason}</span> : null}
        <span className="lx-muted">
          {delivery.sentAt ? `${dayAndTime(delivery.sentAt)} 发到` : (delivery.nextStep ?? '')}
        </span>
      </span>
      <Badge tone={tones[state]}>{deliveryStateLabels[state]}</Badge>
      {decisionsFor(state).length > 0 ? (
        <div className="dk-acts--row dk-line__acts">
          {delivery.printDigestId && !isWeapp ? (
            <PrintButton
              digestId={delivery.printDigestId}
              group={{ id: delivery.groupId, topic: delivery.groupTopic }}
            />
          ) : null}
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

/**
 * A list of messages with what a person may decide about each.
 * @param list what is shown; read again after each decision
 * @param none what is said when there is nothing
 */
export function Deliveries({
  list,
  none,
  onResolved,
}: {
  list: Pages<Delivery>
  none?: string
  onResolved?: () => void
}) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
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
      list.first.reload()
      onResolved?.()
    }
  }
  return (
    <>
      {problem ? <Banner>{problem}</Banner> : null}
      <Loading query={list.first} cards={1}>
        {() => (
          <>
            {list.items.length === 0 && none ? <p className="lx-muted">{none}</p> : null}
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
