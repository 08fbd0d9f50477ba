import { useState } from 'react'
import { useMe } from '@/api/session'
import { dayWithWeekday, greeting } from '@/lib/dates'
import { pageUrl } from '@/lib/navigate'
import { Card } from '@/ui/card'
import { cx } from '@/ui/class-names'
import { Link } from '@/ui/link'
import { Loading } from '@/ui/loading'
import { Standing } from '../ledger/ledger-table'
import { MoreParts } from '../parts/desk-nav'
import { DeskPage } from '../parts/desk-page'
import { useBackInFront } from '../parts/use-in-front'
import { useWide } from '../parts/use-wide'
import { useToday, type Today } from './use-today'

interface Duty {
  key: string
  count: number
  more?: boolean
  text: string
  /** What to do about it. */
  hint: string
  to: string
  late?: boolean
  /** What is said when there is none. */
  none: string
}

/** To the digest itself when there is one, to the list when there are several. */
const toDigests = (found: { id: string }[], state?: string) =>
  found.length === 1 && found[0]
    ? pageUrl('deskDigest', { id: found[0].id })
    : pageUrl('deskDigests', state ? { state } : {})

function dutiesOf(today: Today): Duty[] {
  return [
    {
      key: 'overdue',
      count: today.summary.overdue,
      text: '件超期，已挂在公示栏',
      hint: '先办这些，办了就从公示栏撤下',
      to: pageUrl('ledger', { view: 'overdue' }),
      late: true,
      none: '超期',
    },
    {
      key: 'due',
      count: today.summary.dueToday,
      text: '件今天到期',
      hint: '今天就给反映人一个说法',
      to: pageUrl('ledger', { view: 'due' }),
      none: '今天到期',
    },
    {
      key: 'stuck',
      count: today.stuck.count,
      more: today.stuck.more,
      text: '条消息没发成，或不知道发没发到',
      hint: '看一眼群，再点“重发”或“已到”',
      to: pageUrl('groups'),
      late: true,
      none: '发消息',
    },
    {
      key: 'missed',
      count: today.missed.items.length,
      more: today.missed.more,
      text: '期摘要到点没发：系统当时停着',
      hint: '现在发，或者重新定时间',
      to: toDigests(today.missed.items, 'missed'),
      late: true,
      none: '漏发',
    },
    {
      key: 'lost',
      count: today.lostGroups.items.length,
      more: today.lostGroups.more,
      text: '个群里看不到小桥',
      hint: '可能被移出群了，请群主再拉一次',
      to: pageUrl('groups'),
      late: true,
      none: '群掉线',
    },
    {
      key: 'review',
      count: today.toReview.length,
      text: '期摘要等您审',
      hint: '看过再放行，发出去就收不回',
      to: toDigests(today.toReview, 'in_review'),
      none: '审摘要',
    },
    {
      key: 'schedule',
      count: today.toSchedule.length,
      text: '期摘要审过了，还没定时间',
      hint: '定个时间，到点自己发',
      to: toDigests(today.toSchedule, 'approved'),
      none: '定时间',
    },
    {
      key: 'arrived',
      count: today.arrived.count,
      more: today.arrived.more,
      text: '篇新到的文章',
      hint: '要发的写成摘要，不要的放一边',
      to: pageUrl('sources'),
      none: '新文章',
    },
    {
      key: 'unrated',
      count: today.unrated.count,
      more: today.unrated.more,
      text: '件办结了，反映人还没评',
      hint: '遇见了问一句：解决了没有',
      to: pageUrl('ledger', { view: 'unrated' }),
      none: '等评价',
    },
  ]
}

function DutyRow({ duty }: { duty: Duty }) {
  return (
    <Link to={duty.to} className="dk-duty">
      <span className={cx('dk-duty__count', duty.late && 'dk-duty__count--late')}>
        {duty.count}
        {duty.more ? '+' : ''}
      </span>
      <span className="dk-duty__words">
        <span className="dk-strong">{duty.text}</span>
        <span className="lx-muted">{duty.hint}</span>
      </span>
      <span className="dk-duty__go" aria-hidden="true">
        ›
      </span>
    </Link>
  )
}

function Duties({ today }: { today: Today }) {
  const duties = dutiesOf(today)
  const open = duties.filter((duty) => duty.count > 0)
  const clear = duties.filter((duty) => duty.count === 0)
  return (
    <>
      {open.length > 0 ? (
        <div className="dk-duties">
          {open.map((duty) => (
            <DutyRow key={duty.key} duty={duty} />
          ))}
        </div>
      ) : (
        <div className="lx-state">
          <span className="lx-state__title">今天没有催着要办的事</span>
          <span className="lx-state__text">有新的事、到期的事，都会在这里出现。</span>
        </div>
      )}
      {clear.length > 0 && open.length > 0 ? (
        <p className="dk-clear">不用操心：{clear.map((duty) => duty.none).join('、')}。</p>
      ) : null}
      {today.mineInReview.length > 0 ? (
        <p className="dk-clear">您送审的 {today.mineInReview.length} 期，在等别的同志审。</p>
      ) : null}
    </>
  )
}

function Pressing({ today }: { today: Today }) {
  const wide = useWide()
  if (today.pressing.length === 0) return null
  return (
    <Card title="先办这几件" aside={<Link to={pageUrl('ledger')}>全部台账 ›</Link>}>
      {today.pressing.map((row) => (
        <Link
          key={row.id}
          to={wide ? pageUrl('ledger', { id: row.id }) : pageUrl('ticket', { id: row.id })}
          className="dk-line"
        >
          <span className="dk-line__words">
            <span>{row.title}</span>
            <span className="lx-muted">
              {row.number} · {row.org.name}
              {row.assignee ? ` · ${row.assignee.name}` : ''}
            </span>
          </span>
          <Standing row={row} />
        </Link>
      ))}
    </Card>
  )
}

function TodayWork() {
  const me = useMe()
  const today = useToday()
  const wide = useWide()
  const [now, setNow] = useState(() => new Date())
  useBackInFront(() => {
    setNow(new Date())
    today.reload()
  })
  return (
    <div className="dk-sheet dk-sheet--list">
      <h1 className="lx-title">{`${me?.name ?? ''}，${greeting(now)}`}</h1>
      <p className="lx-subtitle">{dayWithWeekday(now)} · 今天要办的</p>
      <Loading query={today} cards={2}>
        {(data) => (
          <>
            <Duties today={data} />
            <Pressing today={data} />
          </>
        )}
      </Loading>
      {wide ? null : <MoreParts />}
    </div>
  )
}

/** 今天: what must be done today, each number a way to it. */
function TodayPage() {
  return (
    <DeskPage title="今天" here="desk">
      <TodayWork />
    </DeskPage>
  )
}

export default TodayPage
