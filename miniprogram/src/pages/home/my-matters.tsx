import type { Me } from '@/api/session'
import { useQuery } from '@/api/use-query'
import { pageUrl } from '@/lib/navigate'
import { useShownAgain } from '@/lib/use-shown-again'
import { Card } from '@/ui/card'
import { Link } from '@/ui/link'
import { Loading } from '@/ui/loading'
import { MatterRow } from '@/ui/matter-row'

function Mine() {
  const mine = useQuery('me.tickets', { query: { open: 'true', limit: 3 } })
  useShownAgain(mine.reload)
  return (
    <Loading query={mine} cards={1}>
      {({ items }) => (
        <Card
          title="我反映的事"
          aside={
            <Link to={pageUrl('track')} className="lx-all">
              全部
            </Link>
          }
        >
          {items.length > 0 ? (
            <div className="lx-rows">
              {items.map((matter) => (
                <MatterRow key={matter.id} matter={matter} />
              ))}
            </div>
          ) : (
            <span className="lx-muted">没有在办的事。哪里不方便，说一声就行。</span>
          )}
        </Card>
      )}
    </Loading>
  )
}

/** The person's open matters; for a visitor, how it works without a name. */
export function MyMatters({ me }: { me: Me | null }) {
  if (me) return <Mine />
  return (
    <Card title="我反映的事">
      <div className="lx-muted">
        不登录也能说事，会给您一个查询码。登录后，您说过的事都记在这里。
      </div>
      <Link to={pageUrl('login')} className="lx-more">
        去登录
      </Link>
    </Card>
  )
}
