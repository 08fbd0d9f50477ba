import { useState } from 'react'
import { deedStates, type DeedState } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { usePages } from '@/api/use-pages'
import { deedStateBadges } from '@/assessment/deed-words'
import { shortDay } from '@/lib/dates'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Chips } from '@/ui/chips'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { ProposeFor } from './propose-for'

type Deed = OutputOf<'deeds.list'>['items'][number]
type Shown = DeedState | 'all'

const choices: readonly { key: Shown; text: string }[] = [
  { key: 'open', text: '在评的' },
  { key: 'accepted', text: '认可的' },
  { key: 'refused', text: '没通过的' },
  { key: 'all', text: '全部' },
]

function Row({ deed }: { deed: Deed }) {
  const { tone, text } = deedStateBadges[deed.state]
  const day = shortDay(`${deed.day}T00:00:00+08:00`)
  return (
    <div className="dk-gap">
      <p>
        <span className="dk-strong">{deed.person.name}</span>
        {`：${deed.what} `}
        <Badge tone={tone}>{text}</Badge>
      </p>
      <p className="lx-muted">{`${deed.org.name} · ${day} · ${deed.proposedBy}报的`}</p>
      {(deed.voices ?? []).map((voice) => (
        <p key={voice.name + voice.at} className="lx-muted">
          {`${voice.name}${voice.yes ? '认可' : '不认可'}：${voice.words}`}
        </p>
      ))}
    </div>
  )
}

/** Deeds of the branches below, and proposing one for somebody. */
export function Deeds() {
  const [shown, setShown] = useState<Shown>('open')
  const [isProposing, setProposing] = useState(false)
  const state = deedStates.find((each) => each === shown)
  const list = usePages(`deeds ${shown}`, (cursor) =>
    api.call('deeds.list', {
      query: { limit: 20, ...(state ? { state } : {}), ...(cursor ? { cursor } : {}) },
    }),
  )
  return (
    <>
      <Card title="报上来的实事">
        <Chips label="看哪些" items={choices} value={shown} onChange={setShown} />
        <Loading query={list.first} cards={1}>
          {() => (
            <>
              {list.items.length === 0 ? <p className="lx-muted">这里还没有。</p> : null}
              {list.items.map((deed) => (
                <Row key={deed.id} deed={deed} />
              ))}
              <MoreButton pages={list} />
            </>
          )}
        </Loading>
        {isProposing ? null : (
          <Button kind="secondary" onClick={() => setProposing(true)}>
            替一位党员报一件
          </Button>
        )}
      </Card>
      {isProposing ? <ProposeFor onDone={list.first.reload} /> : null}
    </>
  )
}
