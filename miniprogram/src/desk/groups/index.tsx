import { useState } from 'react'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { failureOf } from '@/api/failure'
import { usePages } from '@/api/use-pages'
import { useQuery } from '@/api/use-query'
import { dayAndTime } from '@/lib/dates'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { confirm, toast } from '@/ui/feedback'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { EmptyState } from '@/ui/states'
import { Choose } from '../parts/choose'
import { Deliveries } from '../parts/deliveries'
import { DeskPage } from '../parts/desk-page'
import { useBackInFront } from '../parts/use-in-front'
import { orgLines, useOrgs } from '../parts/use-orgs'
import { BindCard } from './bind-card'

type Sender = OutputOf<'senders.list'>['items'][number]
type Group = OutputOf<'groups.list'>['items'][number]

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

const isBot = (sender: Sender) => sender.kind === 'wechaty'

function Bots() {
  const bots = useQuery('senders.list', {})
  useBackInFront(bots.reload)
  return (
    <Card title="小桥">
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

function whatIsWrong({ moved, status }: Group): string | null {
  if (moved) return '原来的群找不到了，另有一个同名的群。是同一个群就点“接上”。'
  return status === 'lost' ? '可能被移出群了。请群主把小桥再拉进来。' : null
}

function GroupRow({ group, onMoved }: { group: Group; onMoved: () => void }) {
  const lost = group.status === 'lost'
  const wrong = whatIsWrong(group)
  const takeUp = async () => {
    const question = {
      title: `“${group.topic}”是同一个群吗？`,
      text: '接上以后，摘要和答复都发到现在这个群。',
      yes: '是，接上',
      no: '不是',
    }
    if (!(await confirm(question))) return
    try {
      await api.call('groups.confirmMove', { params: { id: group.id } })
      toast('接上了')
    } catch (error) {
      toast(failureOf(error).message)
    }
    onMoved()
  }
  return (
    <div className="dk-line">
      <span className="dk-line__words">
        <span className="dk-strong">{group.topic}</span>
        <span className="lx-muted">
          {group.orgName}
          {group.lastSeenAt ? ` · 最近看到 ${dayAndTime(group.lastSeenAt)}` : ' · 还没看到过'}
        </span>
        {wrong ? <span className="dk-warn">{wrong}</span> : null}
      </span>
      {group.moved ? (
        <Button small kind="secondary" label={`接上 ${group.topic}`} onClick={() => void takeUp()}>
          接上
        </Button>
      ) : null}
      <Badge tone={lost ? 'late' : 'done'}>{lost ? '看不到小桥' : '正常'}</Badge>
    </div>
  )
}

function Groups() {
  const orgs = useOrgs()
  const [orgId, setOrgId] = useState('')
  const list = usePages(`groups ${orgId}`, (cursor) =>
    api.call('groups.list', {
      query: { limit: 50, ...(orgId ? { orgIds: orgId } : {}), ...(cursor ? { cursor } : {}) },
    }),
  )
  const { reload } = list.first
  useBackInFront(reload)
  const units = orgLines(orgs.data?.items ?? []).map((org) => ({
    key: org.id,
    text: `${'　'.repeat(org.depth)}${org.name}`,
  }))
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
                    <GroupRow key={group.id} group={group} onMoved={reload} />
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
