import { useId, useState } from 'react'
import { MOST_WORDS, type AppealState } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { useAttempt } from '@/api/use-attempt'
import { usePages } from '@/api/use-pages'
import { dayAndTime } from '@/lib/dates'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Chips } from '@/ui/chips'
import { toast } from '@/ui/feedback'
import { Field, TextArea } from '@/ui/field'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { Banner } from '@/ui/states'

type Appeal = OutputOf<'appeals.list'>['items'][number]

function Answer({ appeal, onDone }: { appeal: Appeal; onDone: () => void }) {
  const id = useId()
  const [words, setWords] = useState('')
  const [amount, setAmount] = useState('')
  const { busy, problem, attempt } = useAttempt()
  const isEntry = appeal.about === 'entry'
  const points = /^-?\d{1,3}$/u.test(amount.trim()) ? Number(amount) : 0
  const send = async (upheld: boolean) => {
    const body = { upheld, words: words.trim(), amount: upheld && isEntry ? points : null }
    const done = await attempt(() =>
      api.call('appeals.answer', { params: { id: appeal.id }, body }),
    )
    if (!done) return
    toast('答复了')
    onDone()
  }
  const isSilent = words.trim() === ''
  return (
    <>
      <TextArea
        id={`${id}-words`}
        label="理由（本人看得到）"
        value={words}
        maxLength={MOST_WORDS}
        rows={2}
        onChange={setWords}
      />
      {isEntry ? (
        <Field
          id={`${id}-amount`}
          label="更正几分（减就写负数，如 -2）"
          value={amount}
          maxLength={4}
          onChange={setAmount}
        />
      ) : null}
      {problem ? <Banner>{problem}</Banner> : null}
      <div className="dk-acts--row dk-gap">
        <Button
          small
          busy={busy}
          disabled={isSilent || (isEntry && points === 0)}
          label={`有道理：${appeal.person.name}`}
          onClick={() => void send(true)}
        >
          {isEntry ? '有道理，更正' : '有道理，重新评'}
        </Button>
        <Button
          small
          kind="secondary"
          disabled={busy || isSilent}
          label={`维持：${appeal.person.name}`}
          onClick={() => void send(false)}
        >
          维持原来的
        </Button>
      </div>
    </>
  )
}

const choices = [
  { key: 'open', text: '等答复的' },
  { key: 'upheld', text: '有道理的' },
  { key: 'declined', text: '维持的' },
] as const

/** One appeal, with its answer or the way to give one. */
function OneAppeal({ appeal, onDone }: { appeal: Appeal; onDone: () => void }) {
  const { person, words, org, title, amount, reasons, answer, barred } = appeal
  return (
    <div className="dk-gap">
      <p className="dk-strong">{`${person.name}：${words}`}</p>
      <p className="lx-muted">
        {`${org.name} · ${title} · ${amount === null ? '没通过' : `记了 ${amount} 分`}`}
      </p>
      {reasons.map((reason) => (
        <p key={reason} className="lx-muted">{`当时的理由：${reason}`}</p>
      ))}
      {answer ? (
        <p>{`${answer.name}答复（${dayAndTime(answer.at)}）：${answer.words}`}</p>
      ) : barred ? (
        <p className="lx-muted">您经手过（或者是您自己的），请另一位同志答复。</p>
      ) : (
        <Answer appeal={appeal} onDone={onDone} />
      )}
    </div>
  )
}

/** Appeals that wait for an answer, and those that have one. */
export function Appeals() {
  const [state, setState] = useState<AppealState>('open')
  const list = usePages(`appeals ${state}`, (cursor) =>
    api.call('appeals.list', { query: { state, limit: 20, ...(cursor ? { cursor } : {}) } }),
  )
  return (
    <Card title="申诉">
      <Chips label="看哪些申诉" items={choices} value={state} onChange={setState} />
      <Loading query={list.first} cards={1}>
        {() => (
          <>
            {list.items.length === 0 ? (
              <p className="lx-muted">{state === 'open' ? '没有等着答复的。' : '还没有。'}</p>
            ) : null}
            {list.items.map((appeal) => (
              <OneAppeal key={appeal.id} appeal={appeal} onDone={list.first.reload} />
            ))}
            <MoreButton pages={list} />
          </>
        )}
      </Loading>
    </Card>
  )
}
