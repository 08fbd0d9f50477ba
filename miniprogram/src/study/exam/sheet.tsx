import { useState } from 'react'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { cx } from '@/ui/class-names'
import { confirm } from '@/ui/feedback'
import { Banner } from '@/ui/states'
import { isAnswered, Question } from '../parts/question'
import type { Sitting } from './use-sitting'

/** From here on the clock is red. */
const soonSeconds = 5 * 60

/** `1:05:09`, or `05:09` below an hour. */
function clockWords(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  const rest = `${two(minutes)}:${two(seconds % 60)}`
  return hours > 0 ? `${hours}:${rest}` : rest
}

function Clock({ sitting: { secondsLeft, waiting, offline } }: { sitting: Sitting }) {
  return (
    <div className="lx-row">
      <span
        className={cx('qz-clock', secondsLeft <= soonSeconds && 'qz-clock--soon')}
        role="timer"
        aria-label="还剩多少时间"
      >
        还剩 {clockWords(secondsLeft)}
      </span>
      <span className="lx-muted" role="status">
        {waiting === 0 ? '答案都存好了' : offline ? `${waiting} 题还没存上` : '正在存…'}
      </span>
    </div>
  )
}

interface NumbersProps {
  sitting: Sitting
  at: number
  onGo: (at: number) => void
}

/** The numbers of all questions: which are answered, and a way to each. */
function Numbers({ sitting: { attempt, answers }, at, onGo }: NumbersProps) {
  return (
    <Card title="答题卡">
      <div className="qz-card">
        {attempt.questions.map((question, index) => {
          const done = isAnswered(question, answers[question.id]?.response ?? [])
          return (
            <button
              key={question.id}
              type="button"
              className={cx('qz-no', done && 'qz-no--done', index === at && 'qz-no--here')}
              aria-label={`第 ${index + 1} 题，${done ? '答了' : '没答'}`}
              aria-current={index === at ? 'step' : undefined}
              onClick={() => onGo(index)}
            >
              {index + 1}
            </button>
          )
        })}
      </div>
    </Card>
  )
}

function Elsewhere({ sitting }: { sitting: Sitting }) {
  return (
    <Card title="换到别的手机上答了">
      <p>这场考试正在另一部手机上答。要回到这部手机接着答，点下面。</p>
      {sitting.problem ? <Banner>{sitting.problem}</Banner> : null}
      <div className="lx-acts">
        <Button wide busy={sitting.busy} onClick={() => void sitting.takeOver()}>
          在这里接着答
        </Button>
      </div>
    </Card>
  )
}

/** The paper, one question at a time. */
export function Sheet({ sitting }: { sitting: Sitting }) {
  const { attempt, answers, waiting, offline, busy, problem } = sitting
  const [at, setAt] = useState(0)
  const { questions } = attempt
  const question = questions[at]
  if (sitting.elsewhere) return <Elsewhere sitting={sitting} />
  if (!question) return null
  const responseTo = (id: string) => answers[id]?.response ?? []
  const open = questions.filter((each) => !isAnswered(each, responseTo(each.id))).length
  const last = at === questions.length - 1

  async function handIn() {
    const text = open > 0 ? `还有 ${open} 题没答。交了就不能再改。` : '交了就不能再改。'
    if (await confirm({ title: '交卷？', text, yes: '交卷', no: '再看看' })) await sitting.submit()
  }

  return (
    <>
      <Clock sitting={sitting} />
      {waiting > 0 && offline ? (
        <p className="lx-muted">没存上的答案在这部手机里，连上网会自己存，别关这一页。</p>
      ) : null}
      <Question
        key={question.id}
        asked={question}
        no={`第 ${at + 1} 题，共 ${questions.length} 题`}
        response={responseTo(question.id)}
        onChange={(response) => sitting.answer(question.id, response)}
      />
      {problem ? <Banner>{problem}</Banner> : null}
      <div className="lx-acts">
        {last ? (
          <Button wide busy={busy} onClick={() => void handIn()}>
            交卷
          </Button>
        ) : (
          <Button wide onClick={() => setAt(at + 1)}>
            下一题
          </Button>
        )}
        {at > 0 ? (
          <Button kind="secondary" wide onClick={() => setAt(at - 1)}>
            上一题
          </Button>
        ) : null}
      </div>
      <Numbers sitting={sitting} at={at} onGo={setAt} />
      {last ? null : (
        <Button kind="quiet" wide busy={busy} onClick={() => void handIn()}>
          现在就交卷
        </Button>
      )}
    </>
  )
}
