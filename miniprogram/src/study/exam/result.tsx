import { certificationLabels } from '@lianxin/shared'
import { dayAndTime, shortDay } from '@/lib/dates'
import { go, pageUrl } from '@/lib/navigate'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Judged } from '../parts/judged'
import type { Attempt } from './answers'

interface ResultProps {
  attempt: Attempt
  result: NonNullable<Attempt['result']>
}

/** How it went, and every question with what is right. */
export function Result({ attempt, result }: ResultProps) {
  const { passMark, judged, questions, certification, answersFrom } = attempt
  const { score, passed, right, total, automatic, submittedAt } = result
  const stems = new Map(questions.map(({ id, stem }) => [id, stem]))
  const wrong = judged.filter((each) => !each.right).length
  return (
    <>
      <Card>
        <div className="lx-row">
          <p className="qz-score" role="status">
            {score} 分
          </p>
          <Badge tone={passed ? 'done' : 'soon'}>{passed ? '通过了' : '没通过'}</Badge>
        </div>
        <p className="lx-muted">
          {`${passMark} 分通过 · 答对 ${right} 题，共 ${total} 题 · ${dayAndTime(submittedAt)}交`}
        </p>
        {automatic ? <p>时间到了，按已经存下的答案交的卷。</p> : null}
        {certification ? (
          <p>
            {`得到“${certificationLabels[certification.kind]}”，到${shortDay(certification.validUntil)}为止有效。`}
          </p>
        ) : null}
        {wrong > 0 ? <p className="lx-muted">答错的题过几天会再来问您。</p> : null}
      </Card>
      <div className="lx-acts">
        <Button wide onClick={() => go(pageUrl('exams'))}>
          回到我的考试
        </Button>
      </div>
      <Card title="每一题">
        {answersFrom ? (
          <p className="lx-muted">
            {`还可以再考，正确答案先不写出来；${dayAndTime(answersFrom)}考试结束以后能看到。`}
          </p>
        ) : null}
        {judged.map((each, index) => (
          <Judged
            key={each.questionId}
            judged={each}
            no={index + 1}
            stem={stems.get(each.questionId) ?? ''}
          />
        ))}
      </Card>
    </>
  )
}
