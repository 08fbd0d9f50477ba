import { useEffect } from 'react'
import { api } from '@/api/client'
import { usePages } from '@/api/use-pages'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Deliveries } from '../parts/deliveries'
import type { Digest, DigestWork } from './use-digest'

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

/** Group by group; asked again whenever the counts of the digest have changed. */
function GroupByGroup({ digest, onResolved }: { digest: Digest; onResolved: () => void }) {
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
  return <Deliveries list={list} onResolved={onResolved} />
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
      {total > 0 ? <GroupByGroup digest={digest} onResolved={work.query.reload} /> : null}
    </Card>
  )
}
