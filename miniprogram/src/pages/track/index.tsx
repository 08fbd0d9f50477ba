import { useState } from 'react'
import { api } from '@/api/client'
import { useMe } from '@/api/session'
import { usePages } from '@/api/use-pages'
import { go, pageUrl } from '@/lib/navigate'
import { useShownAgain } from '@/lib/use-shown-again'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Link } from '@/ui/link'
import { Loading } from '@/ui/loading'
import { MatterRow } from '@/ui/matter-row'
import { MoreButton } from '@/ui/more-button'
import { Page } from '@/ui/page'
import { EmptyState } from '@/ui/states'
import { Tabs } from '@/ui/tabs'
import { ByCode, KnownHere } from './by-code'

type View = 'open' | 'all'
const views = [
  { key: 'open', text: '在办的' },
  { key: 'all', text: '全部' },
] as const

function MyMatters() {
  const [view, setView] = useState<View>('open')
  const list = usePages(`mine ${view}`, (cursor) =>
    api.call('me.tickets', {
      query: { ...(view === 'open' ? { open: 'true' } : {}), ...(cursor ? { cursor } : {}) },
    }),
  )
  useShownAgain(list.first.reload)
  return (
    <>
      <Tabs label="我反映的事" items={views} value={view} onChange={setView} />
      <Loading query={list.first}>
        {() =>
          list.items.length > 0 ? (
            <Card>
              <div className="lx-rows">
                {list.items.map((matter) => (
                  <MatterRow key={matter.id} matter={matter} />
                ))}
              </div>
              <MoreButton pages={list} />
            </Card>
          ) : (
            <EmptyState
              title={view === 'open' ? '没有在办的事' : '您还没有反映过什么'}
              text="说过的事都会在这里，办到哪一步、什么时候答复，一看就知道。"
            >
              <Button onClick={() => go(pageUrl('say'))}>说件事</Button>
            </EmptyState>
          )
        }
      </Loading>
    </>
  )
}

/** 查进度: one's own matters, those this device remembers, and any by number and code. */
function Track() {
  const me = useMe()
  return (
    <Page title="查进度" here="track" tab>
      <h1 className="lx-title">查进度</h1>
      <p className="lx-subtitle">每件事都有编号、有期限；过了期限会挂到公示栏。</p>
      {me ? <MyMatters /> : null}
      <KnownHere />
      <ByCode />
      <Link to={pageUrl('board')} className="lx-more">
        看公示栏：还有哪些事超期了
      </Link>
    </Page>
  )
}

export default Track
