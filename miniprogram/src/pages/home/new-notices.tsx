import { useQuery } from '@/api/use-query'
import { pageUrl } from '@/lib/navigate'
import { useShownAgain } from '@/lib/use-shown-again'
import { Card } from '@/ui/card'

/** What the person was told and has not looked at: the newest of it; nothing while there is none. */
export function NewNotices() {
  const query = useQuery('me.notices', { query: { limit: 1 } })
  useShownAgain(query.reload)
  const [newest] = query.data?.items ?? []
  const unseen = query.data?.unseen ?? 0
  if (!newest || unseen === 0) return null
  return (
    <Card title="给您的消息" aside={`${unseen} 条没看`} to={pageUrl('notices')}>
      <div className="lx-strong">{newest.title}</div>
      <div className="lx-muted">{newest.text}</div>
    </Card>
  )
}
