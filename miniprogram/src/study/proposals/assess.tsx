import { useId, useState } from 'react'
import { MOST_WORDS } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { useAttempt } from '@/api/use-attempt'
import { usePages } from '@/api/use-pages'
import { shortDay } from '@/lib/dates'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { toast } from '@/ui/feedback'
import { TextArea } from '@/ui/field'
import { Banner } from '@/ui/states'

type Waiting = OutputOf<'assessments.list'>['items'][number]

/** One deed and the two answers to it; what others said is not shown before. */
function OneDeed({ deed, onSaid }: { deed: Waiting; onSaid: () => void }) {
  const id = useId()
  const [words, setWords] = useState('')
  const { busy, problem, attempt } = useAttempt()
  const say = async (yes: boolean) => {
    const done = await attempt(() =>
      api.call('assessments.say', { params: { id: deed.id }, body: { yes, words: words.trim() } }),
    )
    if (!done) return
    toast('记下了，谢谢')
    onSaid()
  }
  return (
    <Card title={deed.person.name} aside={shortDay(`${deed.day}T00:00:00+08:00`)}>
      <p>{deed.what}</p>
      {deed.proof ? <p className="lx-muted">{`怎么证明：${deed.proof}`}</p> : null}
      {deed.earlier.length > 0 ? (
        <p className="lx-muted">上次没通过，本人申诉有道理，请重新看。</p>
      ) : null}
      <TextArea
        id={id}
        label="您为什么这样看（一句话，本人看得到）"
        value={words}
        maxLength={MOST_WORDS}
        rows={2}
        onChange={setWords}
      />
      {problem ? <Banner>{problem}</Banner> : null}
      <div className="lx-acts">
        <Button wide busy={busy} disabled={words.trim() === ''} onClick={() => void say(true)}>
          认可
        </Button>
        <Button
          kind="secondary"
          wide
          disabled={busy || words.trim() === ''}
          onClick={() => void say(false)}
        >
          不认可
        </Button>
      </div>
    </Card>
  )
}

/** What waits for the caller as an assessor, one after another; nothing for who is none. */
export function ToAssess() {
  const list = usePages('assessments', (cursor) =>
    api.call('assessments.list', { query: { limit: 20, ...(cursor ? { cursor } : {}) } }),
  )
  const [first] = list.items
  if (!first) return null
  const count = list.more ? `${list.items.length} 件以上` : `${list.items.length} 件`
  return (
    <>
      <h2 className="lx-card__title">{`请您评一评（还有 ${count}）`}</h2>
      <OneDeed key={first.id} deed={first} onSaid={list.first.reload} />
    </>
  )
}
