import { pageUrl } from '@/lib/navigate'
import { Link } from './link'
import { Notice } from './states'

/** What became of the suggestions on an earlier issue, as the contract counts them. */
interface FollowUpCounts {
  issueNo: number
  /** Its page; null in what was kept before pages were linked. */
  digestId: string | null
  collected: number
  adopted: number
  solved: number
  declined: number
}

/** 上期说的事，办得怎样了: four numbers that are four different things. */
export function FollowUp({ before }: { before: FollowUpCounts | null }) {
  if (!before || before.collected === 0) return null
  const parts = [
    `收到 ${before.collected} 条`,
    `采纳 ${before.adopted} 条`,
    `办结 ${before.solved} 条`,
    before.declined > 0 ? `不采纳 ${before.declined} 条（都写明了原因）` : '不采纳 0 条',
  ]
  return (
    <Notice title={`上期（第 ${before.issueNo} 期）说的事，办得怎样了`}>
      {parts.join(' · ')}
      {before.digestId ? (
        <Link className="lx-more" to={pageUrl('digest', { id: before.digestId })}>
          看每一条办得怎样
        </Link>
      ) : null}
    </Notice>
  )
}
