import { rewardOrderLabels } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { sentenceOf } from '@/api/failure'
import { useMutation } from '@/api/use-mutation'
import { dayAndTime } from '@/lib/dates'
import { Badge, type Tone } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { confirm, toast } from '@/ui/feedback'
import { Banner } from '@/ui/states'

type Order = OutputOf<'me.order'>

const tones: Record<Order['state'], Tone> = { open: 'new', handed_over: 'done', cancelled: 'plain' }

/** Three digits at a time are read out and typed without a slip. */
function inThrees(code: string): string {
  return code.replace(/(\d{3})(?=\d)/gu, '$1 ')
}

/** One order: while it waits its code, large, and what to do with it. */
export function OrderCard({ order, onChanged }: { order: Order; onChanged: () => void }) {
  const { id, title, org, cost, state, at, endedAt, reason, code, pickup } = order
  const { run, busy, failure } = useMutation('me.cancelRewardOrder')
  const cancel = async () => {
    const isSure = await confirm({
      title: `不要“${title}”了？`,
      text: `${cost} 分马上退给您。`,
      yes: '不要了',
      no: '还是要',
    })
    if (!isSure) return
    if (await run({ params: { id } })) toast('取消了，积分退回来了')
    onChanged()
  }
  return (
    <Card title={title} aside={<Badge tone={tones[state]}>{rewardOrderLabels[state]}</Badge>}>
      {code === null ? null : (
        <>
          <p className="lx-muted">兑换码</p>
          <p className="rw-code" aria-label={`兑换码 ${code.split('').join(' ')}`}>
            {inThrees(code)}
          </p>
          <p>{`去领的时候，把这六个数字给${org.name}的工作人员看。`}</p>
          <p className="lx-muted">{`领取：${pickup}`}</p>
        </>
      )}
      <p className="lx-muted">{`${dayAndTime(at)} 用 ${cost} 分换的`}</p>
      {state === 'handed_over' && endedAt ? (
        <p className="lx-muted">{`${dayAndTime(endedAt)} 领走`}</p>
      ) : null}
      {state === 'cancelled' && endedAt ? (
        <p className="lx-muted">
          {`${dayAndTime(endedAt)} 取消，${cost} 分退回来了${reason ? `。原因：${reason}` : ''}`}
        </p>
      ) : null}
      {failure ? <Banner>{sentenceOf(failure)}</Banner> : null}
      {state === 'open' ? (
        <Button
          small
          kind="quiet"
          busy={busy}
          label={`不要${title}了`}
          onClick={() => void cancel()}
        >
          不要了
        </Button>
      ) : null}
    </Card>
  )
}
