import { useQuery } from '@/api/use-query'

/** Most groups named in full; more are counted. */
const namedGroups = 100

/** How many groups lie under these units, and which; says so when the bot is missing in some. */
export function GroupCount({ orgIds }: { orgIds: readonly string[] }) {
  const query = orgIds.length > 0 ? { orgIds: orgIds.join(','), limit: namedGroups } : null
  const groups = useQuery('groups.list', query && { query })
  if (orgIds.length === 0) return <p className="dk-clear">还没选。</p>
  if (!groups.data) return <p className="dk-clear">{groups.failure?.message ?? '正在数群…'}</p>
  const { items, nextCursor } = groups.data
  if (items.length === 0) {
    return <p className="dk-warn">选中的单位下面没有群，先请小桥进群。</p>
  }
  const lost = items.filter((group) => group.status === 'lost').length
  return (
    <div className="dk-audience__sum">
      <span className="dk-strong">
        {nextCursor ? `${namedGroups} 个以上的群` : `发到 ${items.length} 个群`}
      </span>
      <span className="lx-muted">
        {items
          .slice(0, 4)
          .map((group) => group.topic)
          .join('、')}
        {items.length > 4 ? ' 等' : ''}
      </span>
      {lost > 0 ? <span className="dk-warn">其中 {lost} 个群现在看不到小桥。</span> : null}
    </div>
  )
}
