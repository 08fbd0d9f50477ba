import { useId, useState } from 'react'
import {
  inviteStateLabels,
  inviteStates,
  MOST_INVITE_WORDS,
  type InviteState,
} from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { sentenceOf } from '@/api/failure'
import { useMutation } from '@/api/use-mutation'
import { usePages } from '@/api/use-pages'
import { shortDay } from '@/lib/dates'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Check } from '@/ui/check'
import { Chips } from '@/ui/chips'
import { toast } from '@/ui/feedback'
import { TextArea } from '@/ui/field'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { Banner } from '@/ui/states'
import { useBackInFront } from '../parts/use-in-front'

type Invite = OutputOf<'skills.invites'>['items'][number]

const shown = [
  { key: 'all' as const, text: '全部' },
  ...inviteStates.map((key) => ({ key, text: inviteStateLabels[key] })),
]

function NoteUse({ invite, onDone }: { invite: Invite; onDone: () => void }) {
  const id = useId()
  const [what, setWhat] = useState('')
  const [isDeed, setDeed] = useState(false)
  const { run, busy, failure } = useMutation('skills.noteUse')
  async function note() {
    const body = { what: what.trim(), isDeed }
    if (!(await run({ params: { id: invite.id }, body }))) return
    toast('记下了')
    onDone()
  }
  return (
    <>
      <TextArea
        id={`${id}-what`}
        label={`${invite.person.name}做了什么`}
        value={what}
        maxLength={MOST_INVITE_WORDS}
        rows={2}
        onChange={setWhat}
      />
      <Check label="这是一件实事" checked={isDeed} onChange={setDeed} />
      {failure ? <Banner>{sentenceOf(failure)}</Banner> : null}
      <Button small busy={busy} disabled={what.trim() === ''} onClick={() => void note()}>
        记下来
      </Button>
    </>
  )
}

function Row({ invite, onNoted }: { invite: Invite; onNoted: () => void }) {
  const [open, setOpen] = useState(false)
  const { person, purpose, org, by, at, state, use } = invite
  return (
    <div className="dk-gap">
      <p>
        <span className="dk-strong">{person.name}</span>
        {`：${purpose.title} `}
        <Badge tone={state === 'done' ? 'done' : state === 'open' ? 'new' : 'plain'}>
          {inviteStateLabels[state]}
        </Badge>
      </p>
      <p className="lx-muted">{`${org.name} · ${by} · ${shortDay(at)}请的`}</p>
      {use ? <p className="lx-muted">{`${use.what}${use.isDeed ? '（实事）' : ''}`}</p> : null}
      {state === 'accepted' ? (
        <Button
          small
          kind="secondary"
          label={`记${person.name}做了什么：${purpose.title}`}
          expanded={open}
          onClick={() => setOpen(!open)}
        >
          办好了，记一笔
        </Button>
      ) : null}
      {open ? (
        <NoteUse
          invite={invite}
          onDone={() => {
            setOpen(false)
            onNoted()
          }}
        />
      ) : null}
    </div>
  )
}

/** Who was invited to what, what they said, and noting what was done. */
export function Invites({ round, onNoted }: { round: number; onNoted: () => void }) {
  const [choice, setChoice] = useState<InviteState | 'all'>('all')
  const state = inviteStates.find((each) => each === choice)
  const list = usePages(`invites ${choice} ${round}`, (cursor) =>
    api.call('skills.invites', {
      query: { ...(state ? { state } : {}), ...(cursor ? { cursor } : {}) },
    }),
  )
  useBackInFront(list.first.reload)
  return (
    <Card title="请过的">
      <Chips label="看哪些" items={shown} value={choice} onChange={setChoice} />
      <Loading query={list.first} cards={1}>
        {() => (
          <>
            {list.items.length === 0 ? <p className="lx-muted">这里还没有。</p> : null}
            {list.items.map((invite) => (
              <Row key={invite.id} invite={invite} onNoted={onNoted} />
            ))}
            <MoreButton pages={list} />
          </>
        )}
      </Loading>
    </Card>
  )
}
