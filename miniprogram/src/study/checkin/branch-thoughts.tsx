import { api } from '@/api/client'
import { usePages } from '@/api/use-pages'
import { shortDay } from '@/lib/dates'
import { Card } from '@/ui/card'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'

/** What comrades of the branch wrote, as far as somebody has passed it. */
export function BranchThoughts() {
  const list = usePages('branch-thoughts', (cursor) =>
    api.call('me.branchThoughts', { query: { limit: 10, ...(cursor ? { cursor } : {}) } }),
  )
  return (
    <Card title="支部同志的心得">
      <Loading query={list.first} cards={1}>
        {() =>
          list.items.length === 0 ? (
            <p className="lx-muted">还没有。打卡时写一句，支部的同志看过就在这里。</p>
          ) : (
            <div className="lx-rows">
              {list.items.map(({ id, name, day, thought }) => (
                <div key={id} className="ck-said">
                  <p className="ck-said__words">{thought}</p>
                  <p className="lx-muted">{`${name ?? '一位同志'} · ${shortDay(day)}`}</p>
                </div>
              ))}
              <MoreButton pages={list} />
            </div>
          )
        }
      </Loading>
    </Card>
  )
}
