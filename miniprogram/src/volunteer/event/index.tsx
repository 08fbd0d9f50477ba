import { useRouter } from '@tarojs/taro'
import { useState } from 'react'
import { addressOf } from '@lianxin/shared/client'
import { api, apiBase } from '@/api/client'
import { useMe } from '@/api/session'
import { useAttempt } from '@/api/use-attempt'
import { useQuery } from '@/api/use-query'
import { dayAndTime } from '@/lib/dates'
import { go, pageUrl } from '@/lib/navigate'
import { isWeapp } from '@/lib/platform'
import { useShownAgain } from '@/lib/use-shown-again'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Check } from '@/ui/check'
import { confirm } from '@/ui/feedback'
import { Link } from '@/ui/link'
import { Loading } from '@/ui/loading'
import { Page } from '@/ui/page'
import { RemindMe } from '@/ui/remind-me'
import { Banner } from '@/ui/states'
import {
  conditionWords,
  isDoorOpen,
  placesWords,
  seatWords,
  whenWords,
  type Shift,
  type Standing,
} from '../parts/shift-words'

function Facts({ shift }: { shift: Shift }) {
  const lines = [
    ['时间', whenWords(shift)],
    ['地点', shift.place],
    ['组织', shift.team ? `${shift.org.name} · ${shift.team.name}` : shift.org.name],
    ['带上', shift.bring],
    ['条件', conditionWords(shift) ?? ''],
    ['联系', shift.contact],
    ['群里报名', shift.kind === 'shift' ? `对小桥说“报名 ${shift.number}”也行` : ''],
  ].filter(([, words]) => words)
  return (
    <Card>
      {shift.state === 'cancelled' ? (
        <p>
          <Badge tone="late">取消了</Badge> {shift.reason}
        </p>
      ) : (
        <p>
          <Badge tone={shift.taken < shift.capacity ? 'done' : 'soon'}>{placesWords(shift)}</Badge>
        </p>
      )}
      {lines.map(([label, words]) => (
        <p key={label}>
          <span className="lx-muted">{label}：</span>
          {words}
        </p>
      ))}
      {shift.about ? <p>{shift.about}</p> : null}
    </Card>
  )
}

/** A download in a browser; WeChat opens no calendars. */
function CalendarLink({ shift }: { shift: Shift }) {
  if (isWeapp || shift.kind !== 'shift') return null
  const { path } = addressOf('events.calendar', { params: { id: shift.id } })
  return (
    <p>
      <a className="lx-more" href={`${apiBase}${path}`}>
        加到手机日历
      </a>
    </p>
  )
}

function OfferNote({ until }: { until: string | null }) {
  if (until === null) return null
  return <p className="lx-strong">{`有一个空位留给您，${dayAndTime(until)}前确认就是您的。`}</p>
}

/** In, or still in line for it. */
function holdsPlace(seat: Standing['seat']): seat is NonNullable<Standing['seat']> {
  return seat?.state === 'in' || seat?.state === 'waiting' || seat?.state === 'offered'
}

function Acts({ standing, onChange }: { standing: Standing; onChange: () => void }) {
  const { shift, seat, clashesWith, attendance } = standing
  const { id } = shift
  const { busy, problem, attempt } = useAttempt(onChange)
  const [fits, setFits] = useState(false)
  const now = Date.now()
  const asks = conditionWords(shift)
  const holds = holdsPlace(seat)
  const isOver = new Date(shift.endsAt).getTime() <= now
  const hasBegun = new Date(shift.startsAt).getTime() <= now
  const words = seatWords(seat)

  async function leave() {
    const sure = await confirm({
      title: '取消这次报名？',
      text: '名额会让给后面的人。想来可以再报。',
      yes: '取消报名',
      no: '先不取消',
    })
    if (sure) await attempt(() => api.call('me.leaveEvent', { params: { id } }))
  }

  if (shift.state === 'cancelled' || isOver)
    return words ? <p className="lx-strong">{words}</p> : null
  return (
    <>
      {words ? (
        <p className="lx-strong" role="status">
          {words}
        </p>
      ) : null}
      {seat?.state === 'offered' ? <OfferNote until={seat.offeredUntil} /> : null}
      {clashesWith && !holds ? (
        <p>
          {'这段时间您已经报了 '}
          <Link className="lx-more" to={pageUrl('volunteerEvent', { id: clashesWith.id })}>
            {`${clashesWith.title}（${whenWords(clashesWith)}）`}
          </Link>
        </p>
      ) : null}
      {problem ? <Banner>{problem}</Banner> : null}
      {!holds && asks ? (
        <Check label={`我符合条件：${asks}`} checked={fits} onChange={setFits} />
      ) : null}
      <div className="lx-acts">
        {isDoorOpen(shift, now) ? (
          <Button wide onClick={() => go(pageUrl('volunteerAttend', { id }))}>
            {attendance?.inAt ? '去签退' : '去签到'}
          </Button>
        ) : null}
        {seat?.state === 'offered' ? (
          <Button
            wide
            busy={busy}
            onClick={() => void attempt(() => api.call('me.acceptSeat', { params: { id } }))}
          >
            确认，我来
          </Button>
        ) : null}
        {holds || clashesWith ? null : (
          <Button
            wide
            busy={busy}
            disabled={asks !== null && !fits}
            onClick={() =>
              void attempt(() => api.call('me.signUp', { params: { id }, body: { fits } }))
            }
          >
            {shift.taken < shift.capacity && shift.waiting === 0 ? '我要报名' : '排队候补'}
          </Button>
        )}
        {holds && !hasBegun ? (
          <Button kind="secondary" wide busy={busy} onClick={() => void leave()}>
            {seat.state === 'in' ? '来不了，取消报名' : '不排了'}
          </Button>
        ) : null}
      </div>
    </>
  )
}

function Mine({ id }: { id: string }) {
  const query = useQuery('me.event', { params: { id } })
  useShownAgain(query.reload)
  return (
    <Loading query={query}>
      {(standing) => (
        <>
          <h1 className="lx-title">{standing.shift.title}</h1>
          <Facts shift={standing.shift} />
          <Acts standing={standing} onChange={query.reload} />
          {holdsPlace(standing.seat) ? <RemindMe about="event" id={id} /> : null}
          <CalendarLink shift={standing.shift} />
          <p>
            <Link className="lx-more" to={pageUrl('myVolunteering')}>
              我的志愿
            </Link>
          </p>
        </>
      )}
    </Loading>
  )
}

function Anybody({ id }: { id: string }) {
  const query = useQuery('events.publicGet', { params: { id } })
  return (
    <Loading query={query}>
      {(shift) => (
        <>
          <h1 className="lx-title">{shift.title}</h1>
          <Facts shift={shift} />
          {shift.state === 'open' ? (
            <div className="lx-acts">
              <Button wide onClick={() => go(pageUrl('login', { to: 'volunteerEvent', id }))}>
                登录后报名
              </Button>
            </div>
          ) : null}
          <CalendarLink shift={shift} />
        </>
      )}
    </Loading>
  )
}

/** One date: what, when, where, and the one thing to do about it. */
function VolunteerEventPage() {
  const me = useMe()
  const id = useRouter().params['id'] ?? ''
  return (
    <Page title="志愿班次" here="volunteer">
      {me ? <Mine key={`${me.id} ${id}`} id={id} /> : <Anybody id={id} />}
    </Page>
  )
}

export default VolunteerEventPage
