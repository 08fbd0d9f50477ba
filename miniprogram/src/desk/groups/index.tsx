import { useState } from 'react'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { usePages } from '@/api/use-pages'
import { useQuery } from '@/api/use-query'
import { dayAndTime } from '@/lib/dates'
import { Badge } from '@/ui/badge'
import { Card } from '@/ui/card'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { EmptyState } from '@/ui/states'
import { Choose } from '../parts/choose'
import { DeskPage } from '../parts/desk-page'
import { useBackInFront } from '../parts/use-in-front'
import { orgLines, useOrgs } from '../parts/use-orgs'

type Bot = OutputOf<'bots.list'>['items'][number]
type Group = OutputOf<'groups.list'>['items'][number]

function BotRow({ bot }: { bot: Bot }) {
  const left = bot.dailyBudget - bot.sentToday
  const used = bot.dailyBudget > 0 ? Math.min(1, bot.sentToday / bot.dailyBudget) : 0
  return (
    <div className="dk-line">
      <span className="dk-line__words">
        <span className="dk-strong">{bot.name}</span>
        <span className="lx-muted">
          {bot.online
            ? '在线'
            : `没连上${bot.lastSeenAt ? `，最后一次 ${dayAndTime(bot.lastSeenAt)}` : ''}，请看看那台电脑和微信登录`}
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

function Bots() {
  const bots = useQuery('bots.list', {})
  useBackInFront(bots.reload)
  return (
    <Card title="小桥">
      <Loading query={bots} cards={1}>
        {({ items }) =>
          items.length > 0 ? (
            <>
              {items.map((bot) => (
                <BotRow key={bot.accountId} bot={bot} />
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

function GroupRow({ group }: { group: Group }) {
  const lost = group.status === 'lost'
  return (
    <div className="dk-line">
      <span className="dk-line__words">
        <span className="dk-strong">{group.topic}</span>
        <span className="lx-muted">
          {group.orgName}
          {group.lastSeenAt ? ` · 最近看到 ${dayAndTime(group.lastSeenAt)}` : ' · 还没看到过'}
        </span>
        {lost ? <span className="dk-warn">可能被移出群了。请群主把小桥再拉进来。</span> : null}
      </span>
      <Badge tone={lost ? 'late' : 'done'}>{lost ? '看不到小桥' : '正常'}</Badge>
    </div>
  )
}

function GroupList() {
  const orgs = useOrgs()
  const [orgId, setOrgId] = useState('')
  const list = usePages(`groups ${orgId}`, (cursor) =>
    api.call('groups.list', {
      query: { limit: 50, ...(orgId ? { orgIds: orgId } : {}), ...(cursor ? { cursor } : {}) },
    }),
  )
  useBackInFront(list.first.reload)
  const options = [
    { key: '', text: '全部单位' },
    ...orgLines(orgs.data?.items ?? []).map((org) => ({
      key: org.id,
      text: `${'　'.repeat(org.depth)}${org.name}`,
    })),
  ]
  return (
    <Card title="群">
      {options.length > 2 ? (
        <Choose label="单位" options={options} value={orgId} onChange={setOrgId} />
      ) : null}
      <Loading query={list.first} cards={2}>
        {() =>
          list.items.length > 0 ? (
            <>
              {/* Those that need a hand first. */}
              {[...list.items]
                .sort((a, b) => Number(b.status === 'lost') - Number(a.status === 'lost'))
                .map((group) => (
                  <GroupRow key={group.id} group={group} />
                ))}
              <MoreButton pages={list} />
            </>
          ) : (
            <EmptyState
              title="这里还没有群"
              text="把小桥拉进支部群或网格群，它会自己报到，出现在这里。"
            />
          )
        }
      </Loading>
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
        <GroupList />
      </div>
    </DeskPage>
  )
}

export default GroupsPage
