import { inviteStateLabels, type InviteState } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { useAttempt } from '@/api/use-attempt'
import { usePages } from '@/api/use-pages'
import { shortDay } from '@/lib/dates'
import { useShownAgain } from '@/lib/use-shown-again'
import { Badge, type Tone } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { toast } from '@/ui/feedback'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { Banner } from '@/ui/states'

type Invite = OutputOf<'me.skillInvites'>['items'][number]

const tones: Record<InviteState, Tone> = {
  open: 'new',
  accepted: 'soon',
  declined: 'plain',
  done: 'done',
}

function InviteCard({ invite, onDone }: { invite: Invite; onDone: () => void }) {
  const { id, purpose, org, by, message, at, state } = invite
  const { busy, problem, attempt } = useAttempt(onDone)
  const answer = async (word: 'accepted' | 'declined') => {
    const body = { answer: word }
    const done = await attempt(() => api.call('me.answerSkillInvite', { params: { id }, body }))
    if (done) toast(word === 'accepted' ? '谢谢您' : '没关系，下次再请您')
  }
  return (
    <Card>
      <div className="lx-row lx-row--top">
        <h2 className="lx-card__title">{purpose.title}</h2>
        <Badge tone={tones[state]}>{inviteStateLabels[state]}</Badge>
      </div>
      <p>{message}</p>
      <p className="lx-muted">{`${org.name} · ${by} · ${shortDay(at)}`}</p>
      {problem ? <Banner>{problem}</Banner> : null}
      {state === 'done' ? null : (
        <div className="lx-acts">
          {state === 'accepted' ? null : (
            <Button
              busy={busy}
              label={`去：${purpose.title}`}
              onClick={() => void answer('accepted')}
            >
              我去
            </Button>
          )}
          {state === 'declined' ? null : (
            <Button
              kind="secondary"
              busy={busy}
              label={`去不了：${purpose.title}`}
              onClick={() => void answer('declined')}
            >
              去不了
            </Button>
          )}
        </div>
      )}
    </Card>
  )
}

/** To what the person was invited; nothing is shown while there is nothing. */
export function Invites() {
  const list = usePages('skill invites', (cursor) =>
    api.call('me.skillInvites', { query: { limit: 10, ...(cursor ? { cursor } : {}) } }),
  )
  useShownAgain(list.first.reload)
  return (
    <Loading query={list.first} cards={1}>
      {() => (
        <>
          {list.items.map((invite) => (
            <InviteCard key={invite.id} invite={invite} onDone={list.first.reload} />
          ))}
          <MoreButton pages={list} />
        </>
      )}
    </Loading>
  )
}
