import { useState } from 'react'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { usePages } from '@/api/use-pages'
import { useQuery } from '@/api/use-query'
import { useMe } from '@/api/session'
import { dayAndTime } from '@/lib/dates'
import { pageUrl } from '@/lib/navigate'
import { Badge } from '@/ui/badge'
import { Card } from '@/ui/card'
import { Link } from '@/ui/link'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { EmptyState } from '@/ui/states'
import { Choose } from '../parts/choose'
import { Deliveries } from '../parts/deliveries'
import { DeskPage } from '../parts/desk-page'
import { useBackInFront } from '../parts/use-in-front'
import { useUnits } from '../parts/use-orgs'
import { BindCard } from './bind-card'
import { GroupRow } from './group-row'
import { NewGroup } from './new-group'

type Sender = OutputOf<'senders.list'>['items'][number]

function BotRow({ bot }: { bot: Sender }) {
  const left = bot.dailyBudget - bot.sentToday
  const used = bot.dailyBudget > 0 ? Math.min(1, bot.sentToday / bot.dailyBudget) : 0
  return (
    <div className="dk-line">
      <span className="dk-line__words">
        <span className="dk-strong">{bot.name}</span>
        <span className="lx-muted">
          {bot.online
            ? '在线'
            : `没连上${bot.lastSeenAt ? `，最后一次 ${dayAndTime(bot.lastSeenAt)}` : ''}，请看看那台电脑，或请管理员扫码登录`}
        </span>
        <span className="dk-progress" aria-hidden="true">
          <span className="dk-progress__sent" style={{ width: `${used * 100}%` }} />
        </span>
        <span className="lx-muted">
          今天发了 {bot.sentToday} / {bot.dailyBudget} 条
          {left <= 0 ? '，满了，剩下的明天接着发' : ''}
        </span>
      </span>
      <Badge tone={bot.online ? 'done' : 'late'}>{bot.online ? '在线' : '没连上'}</Badge>
    </div>
  )
}

const isBot = (sender: Sender) => sender.kind === 'wechaty'

function Bots() {
  const isAdmin = useMe()?.posts.some((post) => post.role === 'admin')
  const bots = useQuery('senders.list', {})
  useBackInFront(bots.reload)
  return (
    <Card title="小桥" aside={isAdmin ? <Link to={pageUrl('bots')}>扫码登录 ›</Link> : undefined}>
      <div>
        <Link to={pageUrl('senders')} className="dk-more">
          发送额度：今天还能发多少，排着多少
        </Link>
      </div>
      <div>
        <Link to={pageUrl('channels')} className="dk-more">
          发送渠道：企业微信、钉钉、飞书的群机器人
        </Link>
      </div>
      <Loading query={bots} cards={1}>
        {({ items }) =>
          items.some(isBot) ? (
            <>
              {items.filter(isBot).map((bot) => (
                <BotRow key={bot.id} bot={bot} />
              ))}
            </>
          ) : (
            <p className="lx-muted">还没有机器人连上来，摘要会排着队等它。</p>
          )
        }
      </Loading>
    </Card>
  )
}

function Groups() {
  const [orgId, setOrgId] = useState('')
  const list = usePages(`groups ${orgId}`, (cursor) =>
    api.call('groups.list', {
      query: { limit: 50, ...(orgId ? { orgIds: orgId } : {}), ...(cursor ? { cursor } : {}) },
    }),
  )
  const { reload } = list.first
  useBackInFront(reload)
  const units = useUnits()
  return (
    <>
      <Card title="群">
        {units.length > 1 ? (
          <Choose
            label="单位"
            options={[{ key: '', text: '全部单位' }, ...units]}
            value={orgId}
            onChange={setOrgId}
          />
        ) : null}
        <Loading query={list.first} cards={2}>
          {() =>
            list.items.length > 0 ? (
              <>
                {/* Those that need a hand first. */}
                {[...list.items]
                  .sort((a, b) => Number(b.status === 'lost') - Number(a.status === 'lost'))
                  .map((group) => (
                    <GroupRow key={group.id} group={group} onChanged={reload} />
                  ))}
                <MoreButton pages={list} />
              </>
            ) : (
              <EmptyState title="这里还没有群" text="照下面三步，把支部群或网格群接进来。" />
            )
          }
        </Loading>
      </Card>
      <BindCard options={units} onBound={reload} />
      <NewGroup options={units} onMade={reload} />
    </>
  )
}

/** Messages that rest: nobody but a person in the group can know whether they arrived. */
function Undecided() {
  const list = usePages('undecided', (cursor) =>
    api.call('deliveries.undecided', { query: { limit: 20, ...(cursor ? { cursor } : {}) } }),
  )
  useBackInFront(list.first.reload)
  return (
    <Card title="要您看一眼的消息">
      <Deliveries list={list} none="没有。发出去的都到了，或者还在排队。" />
    </Card>
  )
}

/** 群与机器人: is the bot where it should be, and how much it may still send today. */
function GroupsPage() {
  return (
    <DeskPage title="群与机器人" here="groups">
      <div className="dk-sheet">
        <h1 className="lx-title">群与机器人</h1>
        <p className="lx-subtitle">小桥只读 @它 的话，别的一概不看不记。</p>
        <Bots />
        <Undecided />
        <Groups />
      </div>
    </DeskPage>
  )
}

export default GroupsPage
