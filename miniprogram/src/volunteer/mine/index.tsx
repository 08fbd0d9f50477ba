import { useState } from 'react'
import { eventTypes, hourKindLabels, hourRequestLabels, hoursWords } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { useMe } from '@/api/session'
import { useAttempt } from '@/api/use-attempt'
import { usePages } from '@/api/use-pages'
import { useQuery } from '@/api/use-query'
import { clockTime, shortDay } from '@/lib/dates'
import { go, pageUrl } from '@/lib/navigate'
import { useShownAgain } from '@/lib/use-shown-again'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Field } from '@/ui/field'
import { Link } from '@/ui/link'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { Page } from '@/ui/page'
import { Banner, EmptyState } from '@/ui/states'
import { Tabs } from '@/ui/tabs'
import { ShiftCard } from '../parts/shift-card'
import { seatWords } from '../parts/shift-words'
import { Offers } from './offers'

const views = [
  { key: 'coming', text: '要去的' },
  { key: 'past', text: '去过的' },
  { key: 'hours', text: '时长' },
] as const
type View = (typeof views)[number]['key']
type Mine = OutputOf<'me.events'>['items'][number]

function attendanceWords({ attendance }: Mine): string {
  if (!attendance?.inAt) return '没有签到记录'
  const out = attendance.outAt === null ? '' : `，${clockTime(attendance.outAt)} 走`
  const forgot = attendance.outWay === 'closed' ? '（忘了签退）' : ''
  return `${clockTime(attendance.inAt)} 到${out}${forgot}`
}

/** A date that is over, why it gave no hours if somebody said so, and a way to say that it is not right. */
function Past({ mine }: { mine: Mine }) {
  const { shift, attendance } = mine
  return (
    <>
      <ShiftCard shift={shift} mine={attendanceWords(mine)} />
      {eventTypes[shift.kind].givesHours && shift.state === 'open' ? (
        <div className="lx-under">
          {attendance?.declined ? (
            <p className="lx-muted">{`没有记时长：${attendance.declined}`}</p>
          ) : null}
          <AskCorrection eventId={shift.id} />
        </div>
      ) : null}
    </>
  )
}

const isOffered = ({ seat }: Mine) => seat?.state === 'offered'

function Shifts({ when }: { when: 'coming' | 'past' }) {
  const list = usePages(when, (cursor) =>
    api.call('me.events', {
      query: { when, limit: 20, ...(cursor === undefined ? {} : { cursor }) },
    }),
  )
  useShownAgain(list.first.reload)
  return (
    <Loading query={list.first}>
      {() =>
        list.items.length > 0 ? (
          <>
            <Offers items={list.items.filter(isOffered)} onChange={list.first.reload} />
            {list.items
              .filter((mine) => !isOffered(mine))
              .map((mine) =>
                when === 'past' ? (
                  <Past key={mine.shift.id} mine={mine} />
                ) : (
                  <ShiftCard key={mine.shift.id} shift={mine.shift} mine={seatWords(mine.seat)} />
                ),
              )}
            <MoreButton pages={list} />
          </>
        ) : when === 'coming' ? (
          <EmptyState title="还没报名" text="看看这周有什么，点一下就报上。">
            <Button onClick={() => go(pageUrl('volunteer'))}>看看志愿班次</Button>
          </EmptyState>
        ) : (
          <EmptyState title="还没有去过" text="去过的班次和时长会记在这里。" />
        )
      }
    </Loading>
  )
}

/** Saying that the hours of a date are not right: one sentence, answered by a person. */
function AskCorrection({ eventId }: { eventId: string }) {
  const [open, setOpen] = useState(false)
  const [words, setWords] = useState('')
  const [told, setTold] = useState(false)
  const { busy, problem, attempt } = useAttempt()
  if (told) return <p className="lx-muted">已告诉组织者，回复了会在这里看到。</p>
  if (!open)
    return (
      <Button kind="quiet" small onClick={() => setOpen(true)}>
        时长不对？
      </Button>
    )
  const send = async () =>
    setTold(
      await attempt(() => api.call('me.askHours', { params: { id: eventId }, body: { words } })),
    )
  return (
    <>
      {problem ? <Banner>{problem}</Banner> : null}
      <Field
        id={`ask-${eventId}`}
        label="哪里不对"
        value={words}
        maxLength={200}
        placeholder="比如：我十一点才走"
        onChange={setWords}
        onEnter={() => void send()}
      />
      <div className="lx-acts">
        <Button wide busy={busy} disabled={words.trim() === ''} onClick={() => void send()}>
          告诉组织者
        </Button>
      </div>
    </>
  )
}

function Hours() {
  const sums = useQuery('me.hours', {})
  const list = usePages('hours', (cursor) =>
    api.call('me.hourEntries', { query: { ...(cursor === undefined ? {} : { cursor }) } }),
  )
  return (
    <>
      <Loading query={sums} cards={1}>
        {({ minutes, thisYear, attendances, stars, starHours, toNextStar, added }) => (
          <Card title={`一共 ${hoursWords(minutes)}`}>
            <p>{`今年 ${hoursWords(thisYear)}，去过 ${attendances} 次。`}</p>
            {added > 0 ? <p className="lx-muted">{`其中补录 ${hoursWords(added)}。`}</p> : null}
            <p className="lx-strong" aria-label={`${stars} 星，一共五星`}>
              <span aria-hidden="true">{`${'★'.repeat(stars)}${'☆'.repeat(5 - stars)}`}</span>
            </p>
            <p className="lx-muted">
              {toNextStar === null
                ? '五星志愿者，谢谢您！'
                : `再有 ${hoursWords(toNextStar)}就是 ${stars + 1} 星（满 ${starHours[stars] ?? 0} 小时）。`}
            </p>
          </Card>
        )}
      </Loading>
      <Loading query={list.first}>
        {() =>
          list.items.length > 0 ? (
            <>
              {list.items.map((entry) => (
                <Card key={entry.id} title={entry.title} aside={shortDay(entry.day)}>
                  <p className="lx-strong">
                    {`${entry.minutes < 0 ? '减 ' : ''}${hoursWords(Math.abs(entry.minutes))} · ${hourKindLabels[entry.kind]}`}
                  </p>
                  <p className="lx-muted">{`${entry.host.name}组织，${entry.recordedBy}记录`}</p>
                  {entry.reason ? <p className="lx-muted">{entry.reason}</p> : null}
                  {entry.corrects === null ? <AskCorrection eventId={entry.eventId} /> : null}
                </Card>
              ))}
              <MoreButton pages={list} />
            </>
          ) : (
            <EmptyState title="还没有时长" text="服务完，组织者确认后就记在这里。" />
          )
        }
      </Loading>
      <Answers />
    </>
  )
}

/** What became of what I asked. */
function Answers() {
  const query = useQuery('me.hourRequests', { query: { limit: 10 } })
  const asked = query.data?.items ?? []
  if (asked.length === 0) return null
  return (
    <Card title="我问过的">
      {asked.map(({ id, title, day, words, state, answer }) => (
        <p key={id}>
          {`${shortDay(day)} ${title}：${words} `}
          <span className="lx-muted">
            {answer === null ? hourRequestLabels[state] : `${hourRequestLabels[state]}：${answer}`}
          </span>
        </p>
      ))}
    </Card>
  )
}

/** 我的志愿: where I am going, where I was, and the hours that stand. */
function MyVolunteeringPage() {
  const me = useMe()
  const [view, setView] = useState<View>('coming')
  return (
    <Page title="我的志愿" here="volunteer">
      <h1 className="lx-title">我的志愿</h1>
      {me ? (
        <>
          <Tabs label="我的志愿" items={views} value={view} onChange={setView} />
          {view === 'hours' ? (
            <Hours key={me.id} />
          ) : (
            <Shifts key={`${me.id} ${view}`} when={view} />
          )}
          <p>
            <Link className="lx-more" to={pageUrl('volunteer')}>
              看看还有什么班次
            </Link>
          </p>
          <p>
            <Link className="lx-more" to={pageUrl('certificate')}>
              开一份志愿服务证明
            </Link>
          </p>
          <p>
            <Link className="lx-more" to={pageUrl('rewards')}>
              积分能换什么
            </Link>
          </p>
        </>
      ) : (
        <EmptyState title="登录以后看" text="报过的名、服务的时长都在这里。">
          <Button onClick={() => go(pageUrl('login', { to: 'myVolunteering' }))}>去登录</Button>
        </EmptyState>
      )}
    </Page>
  )
}

export default MyVolunteeringPage
