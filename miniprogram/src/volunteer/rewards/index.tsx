import { useState } from 'react'
import { api } from '@/api/client'
import { useMe } from '@/api/session'
import { usePages } from '@/api/use-pages'
import { useQuery } from '@/api/use-query'
import { go, pageUrl } from '@/lib/navigate'
import { useShownAgain } from '@/lib/use-shown-again'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Link } from '@/ui/link'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { Page } from '@/ui/page'
import { EmptyState } from '@/ui/states'
import { Tabs } from '@/ui/tabs'
import { OrderCard } from './order-card'
import { RewardCard } from './reward-card'
import '@/book/book.scss'
import './rewards.scss'

const views = [
  { key: 'rewards', text: '可以换的' },
  { key: 'orders', text: '我换的' },
] as const
type View = (typeof views)[number]['key']

function Rewards({ left, onOrdered }: { left: number; onOrdered: () => void }) {
  const list = usePages('rewards', (cursor) =>
    api.call('me.rewards', { query: { ...(cursor === undefined ? {} : { cursor }) } }),
  )
  useShownAgain(list.first.reload)
  return (
    <Loading query={list.first}>
      {() =>
        list.items.length > 0 ? (
          <>
            {list.items.map((reward) => (
              <RewardCard
                key={reward.id}
                reward={reward}
                left={left}
                onOrdered={onOrdered}
                onRefused={list.first.reload}
              />
            ))}
            <MoreButton pages={list} />
          </>
        ) : (
          <EmptyState title="现在没有可以换的" text="社区放上来了，这里就看得到。积分给您留着。" />
        )
      }
    </Loading>
  )
}

function Orders({ onChanged }: { onChanged: () => void }) {
  const list = usePages('my reward orders', (cursor) =>
    api.call('me.rewardOrders', { query: { ...(cursor === undefined ? {} : { cursor }) } }),
  )
  useShownAgain(list.first.reload)
  const changed = () => {
    list.first.reload()
    onChanged()
  }
  return (
    <Loading query={list.first}>
      {() =>
        list.items.length > 0 ? (
          <>
            {list.items.map((order) => (
              <OrderCard key={order.id} order={order} onChanged={changed} />
            ))}
            <MoreButton pages={list} />
          </>
        ) : (
          <EmptyState title="还没有换过" text="换了什么、去哪里领，都在这里。" />
        )
      }
    </Loading>
  )
}

function Mine() {
  const [view, setView] = useState<View>('rewards')
  const points = useQuery('me.rewardPoints', {})
  useShownAgain(points.reload)
  const ordered = () => {
    points.reload()
    setView('orders')
  }
  return (
    <Loading query={points} cards={1}>
      {({ earned, spent, left }) => (
        <>
          <Card title="可以用的积分">
            <p className="bk-score">{`${left} 分`}</p>
            <p>{`志愿服务得来 ${earned} 分，已经用去 ${spent} 分。`}</p>
            <p className="lx-muted">换东西不减年度积分，也不影响星级。</p>
            <Link className="lx-more" to={pageUrl('points')}>
              看每一分怎么来的
            </Link>
          </Card>
          <Tabs label="积分兑换" items={views} value={view} onChange={setView} />
          {view === 'rewards' ? (
            <Rewards left={left} onOrdered={ordered} />
          ) : (
            <Orders onChanged={points.reload} />
          )}
        </>
      )}
    </Loading>
  )
}

/** 积分兑换: what service points may be spent on, ordering, and the codes of what waits. */
function RewardsPage() {
  const me = useMe()
  return (
    <Page title="积分兑换" here="volunteer">
      <h1 className="lx-title">积分兑换</h1>
      {me ? (
        <Mine key={me.id} />
      ) : (
        <EmptyState title="登录以后看" text="志愿服务得的积分，能换社区备下的东西。">
          <Button onClick={() => go(pageUrl('login', { to: 'rewards' }))}>去登录</Button>
        </EmptyState>
      )}
      {me?.usesDesk ? (
        <p>
          <Link className="lx-more" to={pageUrl('deskRewards')}>
            交付礼品、管库存
          </Link>
        </p>
      ) : null}
    </Page>
  )
}

export default RewardsPage
