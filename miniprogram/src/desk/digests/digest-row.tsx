import type { OutputOf } from '@lianxin/shared/contract'
import { digestStateLabels, type DigestState } from '@lianxin/shared'
import { dayAndTime } from '@/lib/dates'
import { pageUrl } from '@/lib/navigate'
import { Badge, type Tone } from '@/ui/badge'
import { Link } from '@/ui/link'

type DigestLine = OutputOf<'digests.list'>['items'][number]

const tones: Record<DigestState, Tone> = {
  draft: 'plain',
  in_review: 'new',
  approved: 'soon',
  scheduled: 'new',
  sending: 'soon',
  paused: 'soon',
  sent: 'done',
  cancelled: 'plain',
}

type Counted = Pick<DigestLine, 'state' | 'deliveries'>

/** Messages that nobody knows the fate of, or that failed. */
const stuckOf = ({ deliveries }: Counted) => (deliveries.unknown ?? 0) + (deliveries.failed ?? 0)

/** Where a digest stands, in words and colour. Gone out with a message in doubt is not done. */
export function DigestBadge({ digest }: { digest: Counted }) {
  const { state } = digest
  if (state === 'sent' && stuckOf(digest) > 0) return <Badge tone="soon">发了，要看一下</Badge>
  return <Badge tone={tones[state]}>{digestStateLabels[state]}</Badge>
}

function progress(digest: DigestLine): string | null {
  const { deliveries, nextRunAt, state } = digest
  const total = Object.values(deliveries).reduce((sum, count) => sum + count, 0)
  const stuck = stuckOf(digest)
  const parts = [
    nextRunAt && state !== 'draft' ? `${dayAndTime(nextRunAt)}发` : null,
    total > 0 ? `发了 ${deliveries.sent ?? 0} / ${total} 条` : null,
    stuck > 0 ? `${stuck} 条要看一下` : null,
  ].filter((part) => part !== null)
  return parts.length > 0 ? parts.join(' · ') : null
}

/** A digest in the desk's list. A draft of one's own opens for writing, all else for looking. */
export function DigestRow({ digest }: { digest: DigestLine }) {
  const page = digest.state === 'draft' ? 'digestEdit' : 'deskDigest'
  return (
    <Link to={pageUrl(page, { id: digest.id })} className="dk-line dk-line--card">
      <span className="dk-line__words">
        <span className="dk-strong">{digest.title || '还没写标题'}</span>
        <span className="lx-muted">
          {`第 ${digest.issueNo} 期 · ${digest.org.name} · ${digest.author.name} · ${dayAndTime(digest.updatedAt)}改`}
        </span>
        {digest.missedAt ? (
          <span className="dk-late">{`${dayAndTime(digest.missedAt)}到点没发`}</span>
        ) : null}
        {progress(digest) ? <span className="lx-muted">{progress(digest)}</span> : null}
      </span>
      <DigestBadge digest={digest} />
    </Link>
  )
}
