import type { AppealState } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { useMe } from '@/api/session'
import { usePages } from '@/api/use-pages'
import { deedStateBadges } from '@/assessment/deed-words'
import { shortDay } from '@/lib/dates'
import { go, pageUrl } from '@/lib/navigate'
import { useShownAgain } from '@/lib/use-shown-again'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Link } from '@/ui/link'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { Page } from '@/ui/page'
import { EmptyState } from '@/ui/states'
import { ToAssess } from './assess'
import { Propose } from './propose'

type Mine = OutputOf<'me.deeds'>['items'][number]

const appealWords: Record<AppealState, string> = {
  open: '您申诉了，等答复',
  upheld: '申诉有道理，小组重新评',
  declined: '申诉答复了',
}
const answerWords: Record<AppealState, string> = {
  open: '等答复',
  upheld: '有道理',
  declined: '维持原来的',
}

function DeedCard({ deed }: { deed: Mine }) {
  const { tone, text } = deedStateBadges[deed.state]
  const toAppeal = pageUrl('appeal', { about: 'deed', aboutId: deed.id })
  return (
    <Card>
      <p>{deed.what}</p>
      <p className="lx-muted">
        {`${shortDay(`${deed.day}T00:00:00+08:00`)} · ${deed.proposedBy}报的 `}
        <Badge tone={tone}>{text}</Badge>
      </p>
      {(deed.voices ?? []).map((voice) => (
        <p key={voice.name + voice.at} className="lx-muted">
          {`${voice.name}${voice.yes ? '认可' : '不认可'}：${voice.words}`}
        </p>
      ))}
      {deed.appeal ? <p className="lx-muted">{appealWords[deed.appeal]}</p> : null}
      {deed.state === 'refused' || deed.appeal ? (
        <Button small kind="secondary" onClick={() => go(toAppeal)}>
          {deed.appeal ? '看申诉' : '我有不同看法'}
        </Button>
      ) : null}
    </Card>
  )
}

function Body() {
  const list = usePages('my deeds', (cursor) =>
    api.call('me.deeds', { query: { limit: 20, ...(cursor ? { cursor } : {}) } }),
  )
  const appeals = usePages('my appeals', (cursor) =>
    api.call('me.appeals', { query: { limit: 20, ...(cursor ? { cursor } : {}) } }),
  )
  useShownAgain(() => {
    list.first.reload()
    appeals.first.reload()
  })
  return (
    <>
      <ToAssess />
      <Propose onDone={list.first.reload} />
      <h2 className="lx-card__title">我报过的</h2>
      <Loading query={list.first} cards={1}>
        {() => (
          <>
            {list.items.length === 0 ? (
              <p className="lx-muted">还没有。帮了谁、办了什么，报上来，两位同志认可就记分。</p>
            ) : null}
            {list.items.map((deed) => (
              <DeedCard key={deed.id} deed={deed} />
            ))}
            <MoreButton pages={list} />
          </>
        )}
      </Loading>
      <Loading query={appeals.first} cards={0}>
        {() =>
          appeals.items.length === 0 ? null : (
            <Card title="我的申诉">
              {appeals.items.map((appeal) => (
                <p key={appeal.id}>
                  <Link
                    className="lx-more"
                    to={pageUrl('appeal', { about: appeal.about, aboutId: appeal.aboutId })}
                  >
                    {appeal.title}
                  </Link>{' '}
                  <Badge tone={appeal.state === 'open' ? 'new' : 'done'}>
                    {answerWords[appeal.state]}
                  </Badge>
                </p>
              ))}
              <MoreButton pages={appeals} />
            </Card>
          )
        }
      </Loading>
    </>
  )
}

/** 办的实事: what waits for an assessor, proposing a deed, and what became of one's own. */
function ProposalsPage() {
  const me = useMe()
  return (
    <Page title="办的实事" here="study">
      <h1 className="lx-title">办的实事</h1>
      <p className="lx-subtitle">支部考评小组里两位同志认可，才记进积分。</p>
      {me ? (
        <Body key={me.id} />
      ) : (
        <EmptyState title="登录以后才能报" text="用您的手机号登录。">
          <Button onClick={() => go(pageUrl('login', { to: 'proposals' }))}>去登录</Button>
        </EmptyState>
      )}
    </Page>
  )
}

export default ProposalsPage
