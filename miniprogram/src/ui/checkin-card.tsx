import { useQuery } from '@/api/use-query'
import { pageUrl } from '@/lib/navigate'
import { useShownAgain } from '@/lib/use-shown-again'
import { Card } from './card'
import { Loading } from './loading'

function words(streak: number, doneToday: boolean): string {
  if (streak === 0) return '每天点一下，连着多少天都记着。'
  return doneToday ? `连着打了 ${streak} 天，今天打过了。` : `连着打了 ${streak} 天，今天还没打。`
}

/** Leads to the check-in, and says how many days it are in a row. */
export function CheckinCard() {
  const own = useQuery('me.checkins', { query: {} })
  useShownAgain(own.reload)
  return (
    <Loading query={own} cards={1}>
      {({ streak, doneToday }) => (
        <Card title="打卡" aside={doneToday ? '✓ 今天打过了' : '去打卡 ›'} to={pageUrl('checkin')}>
          <span className="lx-muted">{words(streak, doneToday)}</span>
        </Card>
      )}
    </Loading>
  )
}
