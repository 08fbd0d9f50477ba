import { useState } from 'react'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { useAttempt } from '@/api/use-attempt'
import { usePages } from '@/api/use-pages'
import { shortDay } from '@/lib/dates'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Field } from '@/ui/field'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { Banner, EmptyState } from '@/ui/states'

type Asked = OutputOf<'hourRequests.list'>['items'][number]

function RequestCard({ asked, onDone }: { asked: Asked; onDone: () => void }) {
  const [minutes, setMinutes] = useState('0')
  const [words, setWords] = useState('')
  const { busy, problem, attempt } = useAttempt()
  const isNumber = /^-?\d{1,4}$/.test(minutes)

  async function answer() {
    const done = await attempt(() =>
      api.call('hourRequests.answer', {
        params: { id: asked.id },
        body: { minutes: Number(minutes), words },
      }),
    )
    if (done) onDone()
  }

  return (
    <Card title={`${asked.name}：${asked.title}`} aside={shortDay(asked.day)}>
      <p>{asked.words}</p>
      <Field
        id={`minutes-${asked.id}`}
        label="加多少分钟"
        hint="减就写负数，比如 -20；不改就是 0"
        value={minutes}
        maxLength={5}
        onChange={setMinutes}
      />
      <Field
        id={`words-${asked.id}`}
        label="回一句话"
        value={words}
        maxLength={200}
        placeholder="比如：看过签到表，补二十分钟"
        onChange={setWords}
      />
      {problem ? <Banner>{problem}</Banner> : null}
      <div className="lx-acts">
        <Button
          wide
          busy={busy}
          disabled={!isNumber || words.trim() === ''}
          onClick={() => void answer()}
        >
          回复
        </Button>
      </div>
    </Card>
  )
}

/** What volunteers say is not right with their hours, to be answered one by one. */
export function Requests() {
  const list = usePages('requests', (cursor) =>
    api.call('hourRequests.list', { query: { ...(cursor === undefined ? {} : { cursor }) } }),
  )
  return (
    <Loading query={list.first}>
      {() =>
        list.items.length > 0 ? (
          <>
            {list.items.map((asked) => (
              <RequestCard key={asked.id} asked={asked} onDone={list.first.reload} />
            ))}
            <MoreButton pages={list} />
          </>
        ) : (
          <EmptyState title="没有要回复的" text="志愿者觉得时长不对，会写在这里。" />
        )
      }
    </Loading>
  )
}
