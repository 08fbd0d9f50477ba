import { useQuery } from '@/api/use-query'
import { dayAndTime } from '@/lib/dates'
import { pageUrl } from '@/lib/navigate'
import { Badge } from '@/ui/badge'
import { Card } from '@/ui/card'
import { Link } from '@/ui/link'
import { Loading } from '@/ui/loading'
import { DeskPage } from '../parts/desk-page'
import { useBackInFront } from '../parts/use-in-front'
import { clockWords, leftOf, outlook, waitingOf, waitingWords, type Sender } from './outlook'

function stateOf({ online, breaker, kind }: Sender) {
  if (kind === 'print') return { tone: 'soon', text: '等人打印' } as const
  if (breaker) return { tone: 'late', text: '先停一停' } as const
  if (!online) return { tone: 'late', text: kind === 'wechaty' ? '没连上' : '停用' } as const
  return { tone: 'done', text: '能发' } as const
}

/** How much of today is used: a bar, and the same in words. */
function Budget({ sender }: { sender: Sender }) {
  const { sentToday, dailyBudget, perMinute, warmUp } = sender
  const used = dailyBudget > 0 ? Math.min(1, sentToday / dailyBudget) : 0
  const left = leftOf(sender)
  return (
    <>
      <div
        className="dk-progress"
        role="progressbar"
        aria-label={`${sender.name} 今天用掉的额度`}
        aria-valuemin={0}
        aria-valuemax={dailyBudget}
        aria-valuenow={Math.min(sentToday, dailyBudget)}
      >
        <span className="dk-progress__sent" style={{ width: `${used * 100}%` }} />
      </div>
      <p className="dk-strong">
        今天发了 {sentToday} / {dailyBudget} 条，
        {left > 0 ? `还能发 ${left} 条` : '满了，剩下的明天接着发'}
      </p>
      <p className="lx-muted">
        每分钟最多 {perMinute} 条
        {warmUp
          ? `。新号要慢慢来：第 ${warmUp.day} 天，共 ${warmUp.of} 天，每天能发的会多起来`
          : ''}
      </p>
    </>
  )
}

function Waiting({ sender, now }: { sender: Sender; now: Date }) {
  const count = waitingOf(sender)
  if (count === 0) return <p className="lx-muted">没有排着的。</p>
  const { finishesAt, byOrg, kind } = sender
  const end = finishesAt ? `，预计 ${clockWords(finishesAt, now)} 发完` : ''
  return (
    <>
      <p className="dk-strong">
        {kind === 'print' ? `${count} 条等人打印` : `排着 ${count} 条${end}`}
      </p>
      <p className="lx-muted">{waitingWords(sender)}</p>
      {byOrg.length > 0 ? (
        <ul className="dk-notes">
          {byOrg.map(({ orgId, orgName, waiting }) => (
            <li key={orgId}>
              {orgName}：{waiting} 条
            </li>
          ))}
        </ul>
      ) : null}
    </>
  )
}

function SenderCard({ sender, now }: { sender: Sender; now: Date }) {
  const { name, kind, breaker, online, lastSeenAt } = sender
  const state = stateOf(sender)
  return (
    <Card title={name} aside={<Badge tone={state.tone}>{state.text}</Badge>}>
      {breaker ? (
        <p className="dk-warn">
          {breaker.sentence}
          {`（${clockWords(breaker.until, now)} 以后自动接着发，不用管它）`}
        </p>
      ) : null}
      {!online && kind === 'wechaty' ? (
        <p className="dk-warn">
          {lastSeenAt ? `最后一次看到它是 ${dayAndTime(lastSeenAt, now)}。` : ''}
          请看看那台电脑和微信登录。
        </p>
      ) : null}
      {kind === 'print' ? null : <Budget sender={sender} />}
      <Waiting sender={sender} now={now} />
    </Card>
  )
}

function Senders() {
  const senders = useQuery('senders.list', {})
  useBackInFront(senders.reload)
  const now = new Date()
  return (
    <Loading query={senders} cards={2}>
      {({ items }) => (
        <>
          <p className="dk-outlook" role="status">
            {outlook(items, now)}
          </p>
          <p className="lx-muted">
            发得太快，微信会封号，所以每个号每天、每分钟都有上限。急的先发：回执和答复，再评价，再摘要，最后接龙；几个单位一起发，轮流来。
          </p>
          {items.map((sender) => (
            <SenderCard key={sender.id} sender={sender} now={now} />
          ))}
          <Link to={pageUrl('groups')} className="dk-more">
            ‹ 群与机器人
          </Link>
        </>
      )}
    </Loading>
  )
}

/** 发送额度: what may still go out today, and what waits. */
function SendersPage() {
  return (
    <DeskPage title="发送额度" here="senders" inner>
      <div className="dk-sheet">
        <h1 className="lx-title">发送额度</h1>
        <Senders />
      </div>
    </DeskPage>
  )
}

export default SendersPage
