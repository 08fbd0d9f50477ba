import { eventTypes } from '@lianxin/shared'
import { api } from '@/api/client'
import { usePages } from '@/api/use-pages'
import { go, pageUrl } from '@/lib/navigate'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Link } from '@/ui/link'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { EmptyState } from '@/ui/states'
import { timeWords } from '../parts/shift-row'
import { useBackInFront } from '../parts/use-in-front'

/** Dates that are over, latest first: the way to their ledgers. */
export function Dates() {
  const list = usePages('served', (cursor) =>
    api.call('events.list', { query: { when: 'past', limit: 20, ...(cursor ? { cursor } : {}) } }),
  )
  useBackInFront(list.first.reload)
  const dates = list.items.filter(
    ({ kind, state }) => eventTypes[kind].givesHours && state === 'open',
  )
  return (
    <Loading query={list.first} cards={2}>
      {() => (
        <>
          {dates.length > 0 ? (
            <>
              <p className="lx-muted">点开一场：没签上的补录，记错的更正，改过什么都留着。</p>
              <div className="dk-acts--row dk-gap">
                <Button small kind="secondary" onClick={() => go(pageUrl('deskHoursImport'))}>
                  从 Excel 导入
                </Button>
              </div>
              <div className="dk-lines">
                {dates.map((shift) => (
                  <div key={shift.id} className="dk-line">
                    <span className="dk-line__words">
                      <Link to={pageUrl('deskServed', { id: shift.id })} className="dk-strong">
                        <span className="dk-when">{timeWords(shift)}</span> {shift.title}
                      </Link>
                      <span className="lx-muted">{shift.team?.name ?? shift.org.name}</span>
                    </span>
                    <Badge tone="plain">{`来了 ${shift.came} 人`}</Badge>
                  </div>
                ))}
              </div>
            </>
          ) : (
            <EmptyState title="还没有办过的" text="办完一场，就能在这里补录和更正。" />
          )}
          <MoreButton pages={list} />
        </>
      )}
    </Loading>
  )
}
