import { useRouter } from '@tarojs/taro'
import type { OutputOf } from '@lianxin/shared/contract'
import { useQuery } from '@/api/use-query'
import { shortDay } from '@/lib/dates'
import { pageUrl } from '@/lib/navigate'
import { useShownAgain } from '@/lib/use-shown-again'
import { Card } from '@/ui/card'
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
  if (point.suggestions === 0) return '我有建议 ›'
  const adopted = point.adopted > 0 ? ` · ${point.adopted} 条被采纳` : ''
  return `已有 ${point.suggestions} 条建议${adopted}，我也说 ›`
}

function FollowUp({ digest }: { digest: Digest }) {
  const before = digest.followUp
  if (!before) return null
  const parts = [
    `收到 ${before.collected} 条`,
    `采纳 ${before.adopted} 条`,
    `办结 ${before.solved} 条`,
    before.declined > 0 ? `不采纳 ${before.declined} 条（都写明了原因）` : '不采纳 0 条',
  ]
  return (
    <Notice title={`上期（第 ${before.issueNo} 期）说的事，办得怎样了`}>{parts.join(' · ')}</Notice>
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
      <FollowUp digest={digest} />
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
