import { useState } from 'react'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { useAttempt, type Attempt } from '@/api/use-attempt'
import { usePages } from '@/api/use-pages'
import { shortDay } from '@/lib/dates'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { toast } from '@/ui/feedback'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { Banner } from '@/ui/states'
import { Tabs } from '@/ui/tabs'
import { DeskPage } from '../parts/desk-page'
import { useBackInFront } from '../parts/use-in-front'

type Thought = OutputOf<'thoughts.list'>['items'][number]
type Roll = OutputOf<'rolls.list'>['items'][number]

const shelves = [
  { key: 'waiting', text: '等您看的' },
  { key: 'passed', text: '给大家看的' },
  { key: 'refused', text: '不给看的' },
] as const
type Shelf = (typeof shelves)[number]['key']

const nothing: Record<Shelf, string> = {
  waiting: '没有等着看的。党员打卡时写的心得，先到这里，您看过才给支部的人看。',
  passed: '还没有。点了“给大家看”的放在这里。',
  refused: '没有。点了“不给看”的放在这里，还能再拿出来。',
}

function ThoughtRow({ thought, work }: { thought: Thought; work: Attempt }) {
  const { id, name, org, day, state, mine } = thought
  const review = (decision: 'passed' | 'refused') =>
    work.attempt(async () => {
      await api.call('thoughts.review', { params: { id }, body: { decision } })
      toast(decision === 'passed' ? '支部的人能看到了' : '不给看了')
    })
  return (
    <div className="dk-line">
      <span className="dk-line__words">
        <span className="dk-strong">{thought.thought}</span>
        <span className="lx-muted">{`${name} · ${org.name} · ${shortDay(day)}`}</span>
      </span>
      <div className="dk-acts--row dk-line__acts">
        {mine || state === 'passed' ? null : (
          <Button
            small
            kind="secondary"
            disabled={work.busy}
            label={`给大家看：${thought.thought}`}
            onClick={() => void review('passed')}
          >
            给大家看
          </Button>
        )}
        {mine || state === 'refused' ? null : (
          <Button
            small
            kind="quiet"
            disabled={work.busy}
            label={`不给看：${thought.thought}`}
            onClick={() => void review('refused')}
          >
            不给看
          </Button>
        )}
        {mine ? <span className="lx-muted">自己写的请别的同志看</span> : null}
      </div>
    </div>
  )
}

function Thoughts() {
  const [shelf, setShelf] = useState<Shelf>('waiting')
  const list = usePages(`thoughts ${shelf}`, (cursor) =>
    api.call('thoughts.list', {
      query: { state: shelf, limit: 20, ...(cursor ? { cursor } : {}) },
    }),
  )
  const { reload } = list.first
  useBackInFront(reload)
  const work = useAttempt(reload)
  return (
    <Card title="心得">
      <Tabs label="哪些心得" items={shelves} value={shelf} onChange={setShelf} />
      {work.problem ? <Banner>{work.problem}</Banner> : null}
      <Loading query={list.first} cards={2}>
        {() => (
          <>
            {list.items.length === 0 ? <p className="lx-muted dk-gap">{nothing[shelf]}</p> : null}
            {list.items.map((thought) => (
              <ThoughtRow key={thought.id} thought={thought} work={work} />
            ))}
            <MoreButton pages={list} />
          </>
        )}
      </Loading>
    </Card>
  )
}

function RollRow({ roll, work }: { roll: Roll; work: Attempt }) {
  const { id, topic, org, enabled } = roll
  const turn = () =>
    work.attempt(async () => {
      await api.call('rolls.set', { params: { id }, body: { enabled: !enabled } })
      toast(enabled ? '今晚起不发了' : '今晚起发')
    })
  return (
    <div className="dk-line">
      <span className="dk-line__words">
        <span className="dk-strong">{topic}</span>
        <span className="lx-muted">{org.name}</span>
      </span>
      <div className="dk-acts--row dk-line__acts">
        <Badge tone={enabled ? 'done' : 'plain'}>{enabled ? '每晚发' : '不发'}</Badge>
        <Button
          small
          kind="secondary"
          disabled={work.busy}
          label={`${enabled ? '不再发' : '每晚发'}：${topic}`}
          onClick={() => void turn()}
        >
          {enabled ? '不再发' : '每晚发'}
        </Button>
      </div>
    </div>
  )
}

function Rolls() {
  const list = usePages('rolls', (cursor) =>
    api.call('rolls.list', { query: { limit: 50, ...(cursor ? { cursor } : {}) } }),
  )
  const work = useAttempt(list.first.reload)
  return (
    <Card title="晚上的接龙">
      <p className="lx-muted">
        晚上八点，有人打过卡的群发一条：愿意露名字的写名字，别的只算个数。没人打卡就不发。
      </p>
      {work.problem ? <Banner>{work.problem}</Banner> : null}
      <Loading query={list.first} cards={1}>
        {() => (
          <>
            {list.items.length === 0 ? (
              <p className="lx-muted">还没有群。到“群与机器人”里先接一个进来。</p>
            ) : null}
            {list.items.map((roll) => (
              <RollRow key={roll.id} roll={roll} work={work} />
            ))}
            <MoreButton pages={list} />
          </>
        )}
      </Loading>
    </Card>
  )
}

/** 打卡: sentences that wait for somebody to read them, and which groups get the evening's roll. */
function CheckinsDesk() {
  return (
    <DeskPage title="打卡" here="deskCheckins" inner>
      <div className="dk-sheet">
        <h1 className="lx-title">打卡</h1>
        <p className="lx-subtitle">心得先给您看，您点头了，支部的人才看得到。</p>
        <Thoughts />
        <Rolls />
      </div>
    </DeskPage>
  )
}

export default CheckinsDesk
