import { useClientConfig } from '@/api/client-config'
import type { Me } from '@/api/session'
import { useQuery } from '@/api/use-query'
import { sameDay, shortDay } from '@/lib/dates'
import { pageUrl } from '@/lib/navigate'
import { Card } from '@/ui/card'
import { Link } from '@/ui/link'
import { Loading } from '@/ui/loading'
import { Point } from '@/ui/point'

const pointsShown = 4

function DigestPoints({ id, pointCount }: { id: string; pointCount: number }) {
  const { data } = useQuery('digests.publicGet', { params: { id } })
  // The title alone is already worth showing; the points come when they come.
  if (!data) return <div className="lx-muted">{pointCount} 条要点</div>
  return (
    <div className="lx-points">
      {data.points.slice(0, pointsShown).map((point) => (
        <Point key={point.no} no={point.no} text={point.title || point.text} />
      ))}
    </div>
  )
}

/** The newest digest that went out: its title and its points, one tap from the whole. */
export function TodayDigest({ me, now }: { me: Me | null; now: Date }) {
  const { policyPages } = useClientConfig()
  const query = { limit: 1, ...(me ? { orgId: me.orgId } : {}) }
  const list = useQuery('digests.publicList', policyPages ? { query } : null)
  if (!policyPages) return null
  return (
    <Loading query={list} cards={1}>
      {({ items: [digest] }) =>
        digest ? (
          <Card
            className="lx-lead"
            title={sameDay(digest.publishedAt, now) ? '今天的政策摘要' : '最近一期政策摘要'}
            aside={`第 ${digest.issueNo} 期 · ${shortDay(digest.publishedAt, now)}`}
          >
            <Link to={pageUrl('digest', { id: digest.id })} className="lx-lead__title">
              {digest.title}
            </Link>
            <DigestPoints id={digest.id} pointCount={digest.pointCount} />
            <Link to={pageUrl('digest', { id: digest.id })} className="lx-more">
              看要点，提建议 ›
            </Link>
          </Card>
        ) : (
          <Card title="政策摘要">
            <span className="lx-muted">还没有发过。社区发出第一期，这里就能看到要点。</span>
          </Card>
        )
      }
    </Loading>
  )
}
