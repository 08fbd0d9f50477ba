import { useState } from 'react'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { newIdempotencyKey } from '@/api/idempotency'
import { useAttempt } from '@/api/use-attempt'
import { usePages } from '@/api/use-pages'
import { dayAndTime } from '@/lib/dates'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Check } from '@/ui/check'
import { TextArea } from '@/ui/field'
import { MoreButton } from '@/ui/more-button'
import { Banner } from '@/ui/states'

type Message = OutputOf<'events.messages'>['items'][number]

const toWhom = { in: '', all: '（候补的也发了）', absent: '（没见到的人）' } as const

function Sent({ message }: { message: Message }) {
  return (
    <p>
      {message.text}
      <br />
      <span className="lx-muted">
        {`${message.by} · ${dayAndTime(message.at)} · ${
          message.done ? `${message.told} 人收到` : '正在发'
        }${toWhom[message.to]}`}
      </span>
    </p>
  )
}

/** A word to whoever comes to this date: in their messages, and by WeChat for who asked for that. */
export function Messages({ id, taken, waiting }: { id: string; taken: number; waiting: number }) {
  const list = usePages(id, (cursor) =>
    api.call('events.messages', {
      params: { id },
      query: { limit: 5, ...(cursor === undefined ? {} : { cursor }) },
    }),
  )
  const [open, setOpen] = useState(false)
  const [text, setText] = useState('')
  const [toAll, setToAll] = useState(false)
  // One wording is one message, however often it takes to be sent.
  const [key, setKey] = useState(newIdempotencyKey)
  const { busy, problem, attempt } = useAttempt(list.first.reload)

  async function send() {
    const body = { text: text.trim(), to: toAll ? ('all' as const) : ('in' as const) }
    const done = await attempt(() =>
      api.call('events.message', { params: { id }, body }, { idempotencyKey: key }),
    )
    if (!done) return
    setText('')
    setKey(newIdempotencyKey())
  }

  if (taken + waiting === 0) return null
  if (!open && list.items.length === 0)
    return (
      <p>
        <Button kind="quiet" onClick={() => setOpen(true)}>
          给报名的人发个消息
        </Button>
      </p>
    )
  return (
    <Card title="发个消息">
      <TextArea
        id="message"
        label="想说的话"
        value={text}
        maxLength={200}
        placeholder="比如：请从西门进，有人接。"
        onChange={(next) => {
          setText(next)
          setKey(newIdempotencyKey())
        }}
      />
      {waiting > 0 ? (
        <Check
          label={`候补的 ${waiting} 人也发`}
          checked={toAll}
          onChange={(next) => {
            setToAll(next)
            setKey(newIdempotencyKey())
          }}
        />
      ) : null}
      {problem ? <Banner>{problem}</Banner> : null}
      <div className="lx-acts">
        <Button
          kind="secondary"
          busy={busy}
          disabled={text.trim() === ''}
          onClick={() => void send()}
        >
          {`发给 ${toAll ? taken + waiting : taken} 人`}
        </Button>
      </div>
      {list.items.map((message) => (
        <Sent key={message.id} message={message} />
      ))}
      <MoreButton pages={list} />
    </Card>
  )
}
