import Taro, { useRouter } from '@tarojs/taro'
import { useEffect, useRef, useState } from 'react'
import type { InputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { useMe } from '@/api/session'
import { useAttempt } from '@/api/use-attempt'
import { useQuery } from '@/api/use-query'
import { clockTime } from '@/lib/dates'
import { go, pageUrl } from '@/lib/navigate'
import { isWeapp } from '@/lib/platform'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Field } from '@/ui/field'
import { Link } from '@/ui/link'
import { Loading } from '@/ui/loading'
import { Page } from '@/ui/page'
import { Banner, EmptyState } from '@/ui/states'
import { whenWords, type Standing } from '../parts/shift-words'

type By = InputOf<'me.attend'>['body']['by']

/** The token in the address that the code at the door holds, or null when it is another code. */
function tokenIn(scanned: string): string | null {
  return /[?&]token=([\w-]+)/.exec(scanned)?.[1] ?? null
}

function Result({ attendance }: { attendance: Standing['attendance'] }) {
  if (!attendance?.inAt) return null
  return (
    <Card>
      <p className="lx-strong" role="status">
        {attendance.outAt
          ? `${clockTime(attendance.inAt)} 签到，${clockTime(attendance.outAt)} 签退。谢谢您！`
          : `${clockTime(attendance.inAt)} 签到了，走的时候记得签退。`}
      </p>
    </Card>
  )
}

function Door({
  standing,
  token,
  onChange,
}: {
  standing: Standing
  token: string | null
  onChange: () => void
}) {
  const { shift, attendance } = standing
  const way = attendance?.inAt ? ('out' as const) : ('in' as const)
  const word = way === 'in' ? '签到' : '签退'
  const { busy, problem, attempt } = useAttempt(onChange)
  const [code, setCode] = useState('')
  const used = useRef(false)
  const send = (by: By) =>
    attempt(() => api.call('me.attend', { params: { id: shift.id }, body: { way, by } }))

  // Who came by the code at the door has shown it already: it would be old in half a minute. Going
  // is never taken for granted: the page may just have been loaded again.
  useEffect(() => {
    if (token === null || way === 'out' || used.current) return
    used.current = true
    void send({ how: 'qr', token })
  })

  async function scan() {
    // Whoever turns back from the camera has done nothing wrong.
    const scanned = await Taro.scanCode({ scanType: ['qrCode'] }).catch(() => null)
    if (scanned) await send({ how: 'qr', token: tokenIn(scanned.result) ?? '0' })
  }

  async function byDistance() {
    await attempt(async () => {
      const { latitude, longitude } = await Taro.getLocation({ type: 'gcj02' })
      const by = { how: 'distance' as const, at: { lat: latitude, lng: longitude } }
      await api.call('me.attend', { params: { id: shift.id }, body: { way, by } })
    })
  }

  return (
    <>
      <h1 className="lx-title">{`${shift.title}：${word}`}</h1>
      <p className="lx-subtitle">{`${whenWords(shift)} ${shift.place}`}</p>
      <Result attendance={attendance} />
      {problem ? <Banner>{problem}</Banner> : null}
      {token !== null && way === 'out' ? (
        <div className="lx-acts">
          <Button wide busy={busy} onClick={() => void send({ how: 'qr', token })}>
            我要走了，签退
          </Button>
        </div>
      ) : null}
      {isWeapp ? (
        <div className="lx-acts">
          <Button wide busy={busy} onClick={() => void scan()}>
            {`扫一扫${word}`}
          </Button>
        </div>
      ) : (
        <p className="lx-muted">用手机扫现场屏幕上的码，或者填组织者念的六位口令。</p>
      )}
      <Card title="填口令">
        <Field
          id="attend-code"
          label="六位数字"
          type="tel"
          value={code}
          maxLength={6}
          onChange={setCode}
          onEnter={() => void send({ how: 'code', code })}
        />
        <div className="lx-acts">
          <Button
            wide
            kind={isWeapp ? 'secondary' : 'primary'}
            busy={busy}
            disabled={!/^\d{6}$/.test(code)}
            onClick={() => void send({ how: 'code', code })}
          >
            {word}
          </Button>
        </div>
      </Card>
      {shift.point ? (
        <Card title="人在现场">
          <p className="lx-muted">看一下手机离活动地点远不远。只记“在附近”，不记您在哪里。</p>
          <div className="lx-acts">
            <Button wide kind="secondary" busy={busy} onClick={() => void byDistance()}>
              {`我在现场，${word}`}
            </Button>
          </div>
        </Card>
      ) : null}
      <p>
        <Link className="lx-more" to={pageUrl('volunteerEvent', { id: shift.id })}>
          看这一场
        </Link>
      </p>
    </>
  )
}

function Mine({ id, token }: { id: string; token: string | null }) {
  const query = useQuery('me.event', { params: { id } })
  return (
    <Loading query={query} cards={1}>
      {(standing) => <Door standing={standing} token={token} onChange={query.reload} />}
    </Loading>
  )
}

/** Checking in and out: by the code at the door, by six digits, or by being there. */
function AttendPage() {
  const me = useMe()
  const { id = '', token } = useRouter().params
  return (
    <Page title="签到" here="volunteer">
      {me ? (
        <Mine key={`${me.id} ${id}`} id={id} token={token ?? null} />
      ) : (
        <EmptyState title="登录以后签到" text="登录后再扫一次现场的码，或填六位口令。">
          <Button onClick={() => go(pageUrl('login', { to: 'volunteerAttend', id }))}>
            去登录
          </Button>
        </EmptyState>
      )}
    </Page>
  )
}

export default AttendPage
