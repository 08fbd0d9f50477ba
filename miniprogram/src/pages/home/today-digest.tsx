import type { OutputOf } from '@lianxin/shared/contract'
import { useClientConfig } from '@/api/client-config'
import type { Me } from '@/api/session'
import { useQuery } from '@/api/use-query'
import { sameDay, shortDay } from '@/lib/dates'
import { pageUrl } from '@/lib/navigate'
import { Card } from '@/ui/card'
import { FollowUp } from '@/ui/follow-up'
import { Link } from '@/ui/link'
import { Loading } from '@/ui/loading'
import { Point } from '@/ui/point'

type Listed = OutputOf<'digests.publicList'>['items'][number]

/** More points than this make the first page a long one. */
const pointsShown = 4

function Lead({ digest, now }: { digest: Listed; now: Date }) {
  // The title is already worth showing; points and follow-up come when they come.
  const { data } = useQuery('digests.publicGet', { params: { id: digest.id } })
  const today = sameDay(digest.publishedAt, now)
  const to = pageUrl('digest', { id: digest.id })
  return (
    <>
      <Card className="lx-lead">
        <div className="lx-lead__head">
          <span className="lx-issue">{today ? '今天的政策摘要' : '最近一期政策摘要'}</span>
          <span className="lx-muted">
            第 {digest.issueNo} 期 · {shortDay(digest.publishedAt, now)}
          </span>
        </div>
        <h2 className="lx-plain">
          <Link to={to} className="lx-lead__title">
            {digest.title}
          </Link>
        </h2>
        {data ? (
          <div className="lx-points">
            {data.points.slice(0, pointsShown).map((point) => (
              <Point key={point.no} no={point.no} text={point.title || point.text} />
            ))}
          </div>
        ) : (
          <div className="lx-muted">{digest.pointCount} 条要点</div>
        )}
        <Link to={to} className="lx-more">
          看要点，提建议
        </Link>
      </Card>
      <FollowUp before={data?.followUp ?? null} />
    </>
  )
}

function Earlier({ digests }: { digests: Listed[] }) {
  if (digests.length === 0) return null
  return (
    <Card title="往期" className="lx-wide-only">
      <div className="lx-rows">
        {digests.map((digest) => (
          <Link key={digest.id} to={pageUrl('digest', { id: digest.id })} className="lx-line">
            <span className="lx-line__text">{digest.title}</span>
            <span className="lx-muted">{shortDay(digest.publishedAt)}</span>
          </Link>
        ))}
      </div>
    </Card>
  )
}

/** The newest digest that went out, what became of the last one's suggestions, and at a desk the ones before. */
export function TodayDigest({ me, now }: { me: Me | null; now: Date }) {
  const { policyPages } = useClientConfig()
  const query = { limit: 4, ...(me ? { orgId: me.orgId } : {}) }
  const list = useQuery('digests.publicList', policyPages ? { query } : null)
  if (!policyPages) return null
  return (
    <Loading query={list} cards={1}>
      {({ items: [newest, ...earlier] }) =>
        newest ? (
          <>
            <Lead digest={newest} now={now} />
            <Earlier digests={earlier} />
          </>
        ) : (
          <Card title="政策摘要">
            <span className="lx-muted">还没有发过。社区发出第一期，这里就能看到要点。</span>
          </Card>
        )
      }
    </Loading>
  )
}
