import { useState } from 'react'
import { MOST_THOUGHT } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { sentenceOf } from '@/api/failure'
import { useMutation } from '@/api/use-mutation'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { toast } from '@/ui/feedback'
import { TextArea } from '@/ui/field'
import { Banner } from '@/ui/states'

export type Own = OutputOf<'me.checkins'>

/** What became of a sentence, in words. */
export const reviewWords = {
  waiting: '支部的同志看过，就给大家看',
  passed: '支部的同志都能看到',
  refused: '没有给大家看，只有您自己看得到',
} as const

function Streak({ own }: { own: Own }) {
  const { streak, doneToday } = own
  if (streak === 0) return <p className="ck-words">从今天开始，点一下就行。</p>
  return (
    <p className="ck-streak">
      <span className="ck-streak__number">{streak}</span>
      <span className="ck-words">{doneToday ? '天，连着打的' : '天了，今天还没打'}</span>
    </p>
  )
}

/** The one thing to do: check in, with a sentence or without. */
export function Today({ own, onDone }: { own: Own; onDone: () => void }) {
  const [thought, setThought] = useState('')
  const { run, busy, failure } = useMutation('me.checkIn')
  const said = own.days.find(({ day }) => day === own.today)
  const open = !own.doneToday || !said?.thought

  async function send() {
    const words = thought.trim()
    const answer = await run({ body: { thought: words === '' ? null : words } })
    if (!answer) return
    toast(answer.isNew ? `打上了，连着 ${answer.streak} 天` : '记上了')
    setThought('')
    onDone()
  }

  return (
    <Card>
      <Streak own={own} />
      {own.doneToday ? (
        <p className="ck-done" role="status">
          ✓ 今天打过了
        </p>
      ) : null}
      {said?.thought ? (
        <>
          <p className="ck-quote">{said.thought}</p>
          {said.review ? <p className="lx-muted">{reviewWords[said.review]}</p> : null}
        </>
      ) : null}
      {open ? (
        <TextArea
          id="ck-thought"
          label="一句心得（不写也行）"
          value={thought}
          onChange={setThought}
          maxLength={MOST_THOUGHT}
          rows={2}
          placeholder="今天学到了什么"
          error={failure?.fields.thought}
        />
      ) : null}
      {failure && !failure.fields.thought ? <Banner>{sentenceOf(failure)}</Banner> : null}
      {own.doneToday ? null : (
        <div className="lx-acts">
          <Button wide busy={busy} onClick={() => void send()}>
            今天打卡
          </Button>
        </div>
      )}
      {own.doneToday && open ? (
        <Button
          kind="secondary"
          busy={busy}
          disabled={thought.trim() === ''}
          onClick={() => void send()}
        >
          补上这句心得
        </Button>
      ) : null}
    </Card>
  )
}
