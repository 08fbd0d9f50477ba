import { useRouter } from '@tarojs/taro'
import { useId, useState } from 'react'
import { MOST_WORDS, type AppealSubject } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { sentenceOf } from '@/api/failure'
import { useMe } from '@/api/session'
import { useMutation } from '@/api/use-mutation'
import { useQuery } from '@/api/use-query'
import { dayAndTime } from '@/lib/dates'
import { go, pageUrl } from '@/lib/navigate'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { toast } from '@/ui/feedback'
import { TextArea } from '@/ui/field'
import { Loading } from '@/ui/loading'
import { Page } from '@/ui/page'
import { Banner, EmptyState } from '@/ui/states'
import { Timeline } from '@/ui/timeline'

type Subject = OutputOf<'me.appealSubject'>
type Appeal = NonNullable<Subject['appeal']>

function Steps({ appeal: { words, appealedAt, state, answer, about } }: { appeal: Appeal }) {
  const outcome =
    state === 'declined' ? '维持原来的' : about === 'deed' ? '有道理，小组重新评' : '有道理，更正了'
  const correction = answer?.amount
    ? `（更正 ${answer.amount > 0 ? '+' : '−'}${Math.abs(answer.amount)} 分）`
    : ''
  return (
    <Card title="申诉到哪一步了">
      <Timeline
        steps={[
          { key: 'said', title: '您提了', note: dayAndTime(appealedAt), text: words, done: true },
          answer
            ? {
                key: 'answer',
                title: `${outcome}${correction}`,
                note: `${answer.name} · ${dayAndTime(answer.at)}`,
                text: answer.words,
                done: true,
              }
            : { key: 'answer', title: '等另一位同志答复', done: false },
        ]}
      />
    </Card>
  )
}

function Say({ subject, onDone }: { subject: Subject; onDone: () => void }) {
  const id = useId()
  const [words, setWords] = useState('')
  const { run, busy, failure } = useMutation('me.appeal')
  async function send() {
    const { about, aboutId } = subject
    if (!(await run({ body: { about, aboutId, words: words.trim() } }))) return
    toast('收到，会请另一位同志看')
    onDone()
  }
  return (
    <Card title="哪里不对">
      <TextArea
        id={id}
        label="说一句就行（只能提一次）"
        value={words}
        maxLength={MOST_WORDS}
        rows={3}
        error={failure?.fields.words}
        onChange={setWords}
      />
      {failure && !failure.fields.words ? <Banner>{sentenceOf(failure)}</Banner> : null}
      <div className="lx-acts">
        <Button wide busy={busy} disabled={words.trim() === ''} onClick={() => void send()}>
          提交申诉
        </Button>
      </div>
    </Card>
  )
}

function Body({ about, aboutId }: { about: AppealSubject; aboutId: string }) {
  const query = useQuery('me.appealSubject', { query: { about, aboutId } })
  return (
    <Loading query={query}>
      {(subject) => (
        <>
          <Card title={subject.title} aside={dayAndTime(subject.at)}>
            <p>{subject.amount === null ? '没有通过，没有记分' : `记了 ${subject.amount} 分`}</p>
            {subject.reasons.map((reason) => (
              <p key={reason} className="lx-muted">{`理由：${reason}`}</p>
            ))}
          </Card>
          {subject.appeal ? (
            <Steps appeal={subject.appeal} />
          ) : (
            <Say subject={subject} onDone={query.reload} />
          )}
        </>
      )}
    </Loading>
  )
}

/** 申诉: the entry or refused deed, what is wrong with it, and what became of that. */
function AppealPage() {
  const me = useMe()
  const { about, aboutId = '', entryId } = useRouter().params
  return (
    <Page title="申诉" here="study">
      <h1 className="lx-title">申诉</h1>
      <p className="lx-subtitle">由没有经手过的同志答复，每一步都看得到。</p>
      {me ? (
        <Body
          key={me.id}
          about={about === 'deed' ? 'deed' : 'entry'}
          aboutId={entryId ?? aboutId}
        />
      ) : (
        <EmptyState title="登录以后看得到" text="用您的手机号登录。">
          <Button onClick={() => go(pageUrl('login', { to: 'points' }))}>去登录</Button>
        </EmptyState>
      )}
    </Page>
  )
}

export default AppealPage
