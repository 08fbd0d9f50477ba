import { useQuery } from '@/api/use-query'
import { pageUrl } from '@/lib/navigate'
import { useShownAgain } from '@/lib/use-shown-again'
import { Card } from '@/ui/card'
import { Link } from '@/ui/link'

/** For those who work the ledger: what is due today, and the way in. */
export function DeskCard() {
  const summary = useQuery('tickets.summary', { query: {} })
  useShownAgain(summary.reload)
  return (
    <Card title="工作台">
      {summary.data ? (
        <div className="lx-figures">
          <div>
            <span className="lx-number">{summary.data.dueToday}</span>
            <span className="lx-muted">今天要答复</span>
          </div>
          <div>
            <span className="lx-number lx-number--late">{summary.data.overdue}</span>
            <span className="lx-muted">超期 · 已挂牌</span>
          </div>
          <div>
            <span className="lx-number">{summary.data.open}</span>
            <span className="lx-muted">在办</span>
          </div>
        </div>
      ) : null}
      <Link to={pageUrl('desk')} className="lx-more">
        进入工作台
      </Link>
    </Card>
  )
}
