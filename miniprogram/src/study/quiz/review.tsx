import { useState } from 'react'
import type { OutputOf } from '@lianxin/shared/contract'
import { sentenceOf } from '@/api/failure'
import { useMutation } from '@/api/use-mutation'
import { useQuery } from '@/api/use-query'
import { shortDay } from '@/lib/dates'
import { goBack } from '@/lib/navigate'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Loading } from '@/ui/loading'
import { Banner, EmptyState } from '@/ui/states'
import { Judged } from '../parts/judged'
import { isAnswered, Question, type Asked } from '../parts/question'

type Reviewed = OutputOf<'reviews.answer'>

interface OneProps {
  asked: Asked
  at: number
  of: number
  onNext: () => void
}

/** One question that came back: judged at once, and when it comes again. */
function One({ asked, at, of, onNext }: OneProps) {
  const [response, setResponse] = useState<string[]>([])
  const [judged, setJudged] = useState<Reviewed | null>(null)
  const { run, busy, failure } = useMutation('reviews.answer')

  async function answer() {
    const answered = await run({ params: { id: asked.id }, body: { response } })
    if (answered) setJudged(answered)
  }

  if (judged)
    return (
      <>
        <Card>
          <Judged judged={judged} stem={asked.stem} no={at + 1} />
          <p className="lx-muted" role="status">
            {judged.nextDay === null
              ? '这道题记牢了，不再来了。'
              : `${shortDay(judged.nextDay)}再问您一次。`}
          </p>
        </Card>
        <div className="lx-acts">
          <Button wide onClick={onNext}>
            {at + 1 < of ? '下一题' : '复习完了'}
          </Button>
        </div>
      </>
    )
  return (
    <>
      <Question
        asked={asked}
        no={`第 ${at + 1} 题，共 ${of} 题`}
        response={response}
        onChange={setResponse}
      />
      {failure ? <Banner>{sentenceOf(failure)}</Banner> : null}
      <div className="lx-acts">
        <Button
          wide
          busy={busy}
          disabled={!isAnswered(asked, response)}
          onClick={() => void answer()}
        >
          答好了
        </Button>
      </div>
    </>
  )
}

/** What was answered wrong some days ago, until it is right. */
export function Review() {
  const due = useQuery('reviews.due', {})
  const [at, setAt] = useState(0)
  return (
    <Loading query={due} cards={1}>
      {({ questions, waiting }) => {
        const asked = questions[at]
        if (asked)
          return (
            <One
              key={asked.id}
              asked={asked}
              at={at}
              of={questions.length}
              onNext={() => setAt(at + 1)}
            />
          )
        return (
          <EmptyState
            title={at > 0 ? '今天的复习完了' : '今天没有要复习的'}
            text={
              waiting > 0 ? `还有 ${waiting} 题过几天再来。` : '小测答错的题，过几天会回到这里。'
            }
          >
            <Button onClick={goBack}>回去</Button>
          </EmptyState>
        )
      }}
    </Loading>
  )
}
