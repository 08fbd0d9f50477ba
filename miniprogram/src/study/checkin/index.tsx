import { useState } from 'react'
import { useMe } from '@/api/session'
import { useQuery } from '@/api/use-query'
import { go, pageUrl } from '@/lib/navigate'
import { useShownAgain } from '@/lib/use-shown-again'
import { Button } from '@/ui/button'
import { Link } from '@/ui/link'
import { Loading } from '@/ui/loading'
import { Page } from '@/ui/page'
import { EmptyState } from '@/ui/states'
import { BranchThoughts } from './branch-thoughts'
import { Month } from './month'
import { NameChoice } from './name-choice'
import { Poster } from './poster'
import { Today } from './today'
import './checkin.scss'

function Mine() {
  /** Null = the running month. */
  const [month, setMonth] = useState<string | null>(null)
  const own = useQuery('me.checkins', { query: month === null ? {} : { month } })
  // While another month is on its way the one before stays: the page must not jump.
  const running = useQuery('me.checkins', month === null ? null : { query: {} })
  const reload = () => {
    own.reload()
    running.reload()
  }
  useShownAgain(reload)
  const today = month === null ? own : running
  return (
    <>
      <Loading query={today} cards={1}>
        {(data) => <Today own={data} onDone={reload} />}
      </Loading>
      <Loading query={own} cards={1}>
        {(data) => <Month own={data} onMonth={setMonth} onDone={reload} />}
      </Loading>
      <BranchThoughts />
      <Loading query={today} cards={1}>
        {(data) => (
          <>
            <Poster own={data} />
            <NameChoice showName={data.showName} onDone={reload} />
          </>
        )}
      </Loading>
    </>
  )
}

/** 打卡: did I study today, how long in a row, and what did comrades learn. */
function CheckinPage() {
  const me = useMe()
  return (
    <Page title="打卡" here="study">
      <h1 className="lx-title">打卡</h1>
      {me ? (
        <Mine key={me.id} />
      ) : (
        <EmptyState title="登录以后就能打卡" text="每天点一下，连着多少天都给您记着。">
          <Button onClick={() => go(pageUrl('login', { to: 'checkin' }))}>去登录</Button>
        </EmptyState>
      )}
      {me?.usesDesk ? (
        <p>
          <Link className="lx-more" to={pageUrl('deskCheckins')}>
            看心得、管接龙
          </Link>
        </p>
      ) : null}
    </Page>
  )
}

export default CheckinPage
