import { useEffect } from 'react'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { useMe } from '@/api/session'
import { usePages } from '@/api/use-pages'
import { dayAndTime } from '@/lib/dates'
import { go, pageUrl } from '@/lib/navigate'
import { useShownAgain } from '@/lib/use-shown-again'
import { Badge, type Tone } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { Page } from '@/ui/page'
import { EmptyState } from '@/ui/states'

type Notice = OutputOf<'me.notices'>['items'][number]

const tones: Record<Notice['kind'], Tone> = {
  'event.offered': 'soon',
  'event.tomorrow': 'new',
  'event.changed': 'soon',
  'event.cancelled': 'late',
  'event.message': 'plain',
  'hours.declined': 'plain',
}

function NoticeCard({ notice }: { notice: Notice }) {
  return (
    <Card to={pageUrl('volunteerEvent', { id: notice.eventId })}>
      <div className="lx-row lx-row--top">
        <h2 className="lx-card__title">{notice.title}</h2>
        <Badge tone={tones[notice.kind]}>{notice.label}</Badge>
      </div>
      <p>{notice.text}</p>
      <p className="lx-muted">
        {dayAndTime(notice.at)}
        {notice.seen ? '' : ' · 新'}
      </p>
    </Card>
  )
}

function List() {
  const list = usePages('notices', (cursor) =>
    api.call('me.notices', { query: { limit: 20, ...(cursor ? { cursor } : {}) } }),
  )
  useShownAgain(list.first.reload)
  const fresh = list.items.filter(({ seen }) => !seen).map(({ id }) => id)
  const shown = fresh.slice(0, 50).join(' ')
  useEffect(() => {
    // What cannot be told now is told the next time it is shown.
    if (shown)
      void api.call('me.seeNotices', { body: { ids: shown.split(' ') } }).catch(() => undefined)
  }, [shown])
  return (
    <Loading query={list.first}>
      {() =>
        list.items.length > 0 ? (
          <>
            {list.items.map((notice) => (
              <NoticeCard key={notice.id} notice={notice} />
            ))}
            <MoreButton pages={list} />
          </>
        ) : (
          <EmptyState title="还没有消息" text="有空位、改期，或者明天有活动，会写在这里。" />
        )
      }
    </Loading>
  )
}

/** 给我的消息: what the person was told about the dates they signed up for. */
function NoticesPage() {
  const me = useMe()
  return (
    <Page title="给我的消息" here="me">
      <h1 className="lx-title">给我的消息</h1>
      {me ? (
        <List key={me.id} />
      ) : (
        <EmptyState title="登录后看" text="消息只给本人看。">
          <Button onClick={() => go(pageUrl('login', { to: 'notices' }))}>登录</Button>
        </EmptyState>
      )}
    </Page>
  )
}

export default NoticesPage
