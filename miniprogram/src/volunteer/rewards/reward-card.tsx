import type { OutputOf } from '@lianxin/shared/contract'
import { sentenceOf } from '@/api/failure'
import { useMutation } from '@/api/use-mutation'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { confirm } from '@/ui/feedback'
import { Banner } from '@/ui/states'

type Reward = OutputOf<'me.rewards'>['items'][number]

/** Why it cannot be had now, or null. */
function hindrance({ stock, cost, mostEach, had }: Reward, left: number): string | null {
  if (stock === 0) return '换完了，等补货'
  if (mostEach !== null && had >= mostEach) return `每人 ${mostEach} 份，您换过了`
  return left < cost ? `还差 ${cost - left} 分` : null
}

interface RewardCardProps {
  reward: Reward
  /** Points that may be spent. */
  left: number
  onOrdered: () => void
  /** What was shown is no longer so. */
  onRefused: () => void
}

/** Something to have for points: what, how many are left, and having it after one question. */
export function RewardCard({ reward, left, onOrdered, onRefused }: RewardCardProps) {
  const { id, title, about, pickup, cost, stock, mostEach, org } = reward
  const { run, busy, failure } = useMutation('me.order')
  const why = hindrance(reward, left)
  const order = async () => {
    const isSure = await confirm({
      title: `用 ${cost} 分换“${title}”？`,
      text: `换了还剩 ${left - cost} 分。去领之前都可以取消，积分退回来。`,
      yes: '换',
      no: '再想想',
    })
    if (!isSure) return
    if (await run({ params: { id }, body: { cost } })) onOrdered()
    else onRefused()
  }
  const facts = [org.name, `还有 ${stock} 份`, mostEach === null ? '' : `每人最多 ${mostEach} 份`]
  return (
    <Card title={title} aside={<span className="rw-cost">{`${cost} 分`}</span>}>
      <p>{about}</p>
      <p className="lx-muted">{facts.filter(Boolean).join(' · ')}</p>
      <p className="lx-muted">{`领取：${pickup}`}</p>
      {failure ? <Banner>{sentenceOf(failure)}</Banner> : null}
      <div className="lx-acts">
        <Button
          wide
          busy={busy}
          disabled={why !== null}
          label={why === null ? `换${title}` : `${title}：${why}`}
          onClick={() => void order()}
        >
          {why ?? '换这个'}
        </Button>
      </div>
    </Card>
  )
}
