import { useRouter } from '@tarojs/taro'
import type { OutputOf } from '@lianxin/shared/contract'
import { useQuery } from '@/api/use-query'
import { shortDay } from '@/lib/dates'
import { pageUrl } from '@/lib/navigate'
import { useShownAgain } from '@/lib/use-shown-again'
import { Card } from '@/ui/card'
import { FollowUp } from '@/ui/follow-up'
import { Link } from '@/ui/link'
import { Loading } from '@/ui/loading'
import { Page } from '@/ui/page'
import { Point } from '@/ui/point'
import { Notice } from '@/ui/states'
import { FullText } from './full-text'

type Digest = OutputOf<'digests.publicGet'>

/** Most people read about 450 characters a minute on a phone. */
const charsPerMinute = 450

function metaOf(digest: Digest): string {
  const minutes = Math.max(1, Math.round(digest.charCount / charsPerMinute))
  const parts = [
    digest.issuer,
    digest.issuedOn ? shortDay(digest.issuedOn) : null,
    `全文 ${digest.charCount} 字，要读 ${minutes} 分钟`,
  ]
  return parts.filter(Boolean).join(' · ')
}

function suggestLink(point: Digest['points'][number]): string {
  return point.suggestions === 0 ? '我有建议' : '我也说'
}

/** What became of what people said on a point: four different numbers, none left out. */
function PointCounts({ point }: { point: Digest['points'][number] }) {
  const { suggestions, adopted, solved, declined } = point
  if (suggestions === 0) return null
  return (
    <span className="lx-muted">
      收到 {suggestions} · 采纳 {adopted} · 办结 {solved} · 不采纳 {declined}
    </span>
  )
}

/** The same of the whole issue, with what was said on no point in particular. */
function Outcome({ digest }: { digest: Digest }) {
  const { collected, adopted, solved, declined } = digest.outcome
  if (collected === 0) return null
  return (
    <Notice title="大家对这一期说的事">
      收到 {collected} · 采纳 {adopted} · 办结 {solved} · 不采纳 {declined}
      {declined > 0 ? '（都写明了原因）' : ''}
    </Notice>
  )
}

function Content({ digest }: { digest: Digest }) {
  return (
    <>
      <div className="lx-issue">第 {digest.issueNo} 期</div>
      <h1 className="lx-title">{digest.title}</h1>
      <p className="lx-subtitle">{metaOf(digest)}</p>
      {digest.points.map((point) => (
        <Card key={point.no}>
          <Point no={point.no} title={point.title} text={point.text}>
            <PointCounts point={point} />
            <Link
              className="lx-more"
              to={pageUrl('say', { digest: digest.id, point: String(point.no) })}
              label={`对第 ${point.no} 点${suggestLink(point)}`}
            >
              {suggestLink(point)}
            </Link>
          </Point>
        </Card>
      ))}
      <Outcome digest={digest} />
      <FollowUp before={digest.followUp} />
      <FullText body={digest.body} sourceUrl={digest.sourceUrl} />
    </>
  )
}

/** One digest: its numbered points, each with a way to answer. */
function DigestPage() {
  const { id } = useRouter().params
  const query = useQuery('digests.publicGet', id ? { params: { id } } : null)
  useShownAgain(query.reload)
  return (
    <Page title="政策摘要" here="digests">
      <Loading query={query} cards={3}>
        {(digest) => <Content digest={digest} />}
      </Loading>
    </Page>
  )
}

export default DigestPage
