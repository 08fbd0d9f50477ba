import { useEffect, useState } from 'react'
import type { OutputOf } from '@lianxin/shared/contract'
import { namelessApi } from '@/api/client'
import { useLoaded } from '@/api/use-query'
import { pageUrl, replaceWith } from '@/lib/navigate'
import { isWeapp } from '@/lib/platform'
import { Button } from '@/ui/button'
import { TextArea } from '@/ui/field'
import { Loading } from '@/ui/loading'
import { EmptyState } from '@/ui/states'
import { ReceiptView } from './receipt-view'
import { SendBar } from './send-bar'
import { useSay, type Say } from './use-say'

type Target = OutputOf<'digests.replyTarget'>

const maxChars = 3000
const textId = 'reply-text'

interface ChoicesProps {
  target: Target
  onPick: (pointNo: number | null) => void
}

function Choices({ target, onPick }: ChoicesProps) {
  return (
    <>
      <p className="lx-subtitle">您想说哪一条？点一下。</p>
      <div className="lx-choices" role="group" aria-label="您想说哪一条">
        {target.points.map(({ no, title, text }) => (
          <button key={no} type="button" className="lx-plain lx-choice" onClick={() => onPick(no)}>
            <span className="lx-point__no" aria-label={`第 ${no} 条`}>
              {no}
            </span>
            <span className="lx-choice__words">
              {title ? <span className="lx-point__title">{title}</span> : null}
              <span>{text}</span>
            </span>
          </button>
        ))}
        <button type="button" className="lx-plain lx-choice" onClick={() => onPick(null)}>
          <span className="lx-point__no" aria-hidden="true">
            …
          </span>
          <span className="lx-choice__words lx-point__title">别的事</span>
        </button>
      </div>
    </>
  )
}

function Words({ target, say, onBack }: { target: Target; say: Say; onBack: () => void }) {
  const { draft, edit, failure } = say
  const point = target.points.find(({ no }) => no === draft.pointNo)
  const general = failure && !failure.fields.text ? failure : null
  useEffect(() => {
    // The button that was pressed is gone: a keyboard goes on where one writes.
    if (!isWeapp) document.getElementById(textId)?.focus()
  }, [])
  return (
    <>
      <div className="lx-about">
        <div className="lx-about__text">
          <span className="lx-muted">{point ? `说的是第 ${point.no} 条` : '说的是'}</span>
          <div className="lx-about__title">{point ? point.title || point.text : '别的事'}</div>
        </div>
        <Button kind="quiet" small onClick={onBack}>
          换一条
        </Button>
      </div>
      <TextArea
        id={textId}
        label="您想说什么"
        value={draft.text}
        maxLength={maxChars}
        error={failure?.fields.text}
        onChange={(text) => edit({ text })}
      />
      <div className="lx-muted lx-note">
        不用登录，不留名字，只交给{target.orgName}。会给您一个编号和查询码，凭它看答复、评价。
      </div>
      <SendBar say={say} general={general} />
    </>
  )
}

/** An answer to a digest by a link or from paper: one tap for the point, one box, done. */
export function Reply({ token }: { token: string }) {
  // Without a token of one's own: nobody is to know who looked at it.
  const target = useLoaded(`reply ${token}`, () =>
    namelessApi.call('digests.replyTarget', { params: { token } }),
  )
  const say = useSay({ digestId: null, pointNo: null, reply: token })
  const [picked, setPicked] = useState(say.draft.pointNo !== null)
  if (say.receipt) {
    const again = () => {
      setPicked(false)
      say.again()
    }
    return <ReceiptView receipt={say.receipt} onAgain={again} />
  }
  if (target.failure && !target.failure.retriable) {
    return (
      <EmptyState title="这个链接认不出来了" text="可能没有扫全。有话一样可以说，社区会收到。">
        <Button onClick={() => replaceWith(pageUrl('say'))}>直接说件事</Button>
      </EmptyState>
    )
  }
  return (
    <Loading query={target} cards={2}>
      {(shown) => (
        <>
          <p className="lx-issue">政策摘要 第 {shown.issueNo} 期</p>
          <h1 className="lx-title">{shown.title}</h1>
          {picked ? (
            <Words target={shown} say={say} onBack={() => setPicked(false)} />
          ) : (
            <Choices
              target={shown}
              onPick={(pointNo) => {
                say.edit({ pointNo })
                setPicked(true)
              }}
            />
          )}
        </>
      )}
    </Loading>
  )
}
