import { api } from '@/api/client'
import { usePages } from '@/api/use-pages'
import { shortDay } from '@/lib/dates'
import { useShownAgain } from '@/lib/use-shown-again'
import { Card } from '@/ui/card'
import { ClockBadge } from '@/ui/clock-badge'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { Page } from '@/ui/page'
import { EmptyState } from '@/ui/states'

/** 公示栏: what is overdue, most overdue first, for everyone to see. */
function Board() {
  const list = usePages('board', (cursor) =>
    api.call('tickets.publicBoard', { query: cursor ? { cursor } : {} }),
  )
  useShownAgain(list.first.reload)
  return (
    <Page title="公示栏" here="board">
      <h1 className="lx-title">公示栏</h1>
      <p className="lx-subtitle">
        过了期限还没办好的事都挂在这里，办好了才摘下来。不写是谁反映的。
      </p>
      <Loading query={list.first} cards={3}>
        {() =>
          list.items.length > 0 ? (
            <>
              {list.items.map((matter) => (
                <Card key={matter.number}>
                  <div className="lx-row lx-row--top">
                    <h2 className="lx-card__title">{matter.title}</h2>
                    <ClockBadge clock={matter.clock} named />
                  </div>
                  <div className="lx-muted">
                    {matter.orgName} · {matter.stateLabel} · {shortDay(matter.createdOn)}提出
                  </div>
                  <div className="lx-muted">{matter.number}</div>
                </Card>
              ))}
              <MoreButton pages={list} />
            </>
          ) : (
            <EmptyState
              title="现在没有超期的事"
              text="有哪件过了期限，就会挂在这里，谁都能看到。"
            />
          )
        }
      </Loading>
    </Page>
  )
}

export default Board
