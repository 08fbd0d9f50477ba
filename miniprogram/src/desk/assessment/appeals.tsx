import { useId, useState } from 'react'
import { MOST_WORDS } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { useAttempt } from '@/api/use-attempt'
import { usePages } from '@/api/use-pages'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
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

/** Appeals that wait for an answer. */
export function Appeals() {
  const list = usePages('appeals', (cursor) =>
    api.call('appeals.list', { query: { limit: 20, ...(cursor ? { cursor } : {}) } }),
  )
  return (
    <Card title="等答复的申诉">
      <Loading query={list.first} cards={1}>
        {() => (
          <>
            {list.items.length === 0 ? <p className="lx-muted">没有等着答复的。</p> : null}
            {list.items.map((appeal) => (
              <div key={appeal.id} className="dk-gap">
                <p className="dk-strong">{`${appeal.person.name}：${appeal.words}`}</p>
                <p className="lx-muted">
                  {`${appeal.org.name} · ${appeal.title} · ${appeal.amount === null ? '没通过' : `记了 ${appeal.amount} 分`}`}
                </p>
                {appeal.reasons.map((reason) => (
                  <p key={reason} className="lx-muted">{`当时的理由：${reason}`}</p>
                ))}
                {appeal.barred ? (
                  <p className="lx-muted">您经手过（或者是您自己的），请另一位同志答复。</p>
                ) : (
                  <Answer appeal={appeal} onDone={list.first.reload} />
                )}
              </div>
            ))}
            <MoreButton pages={list} />
          </>
        )}
      </Loading>
    </Card>
  )
}
