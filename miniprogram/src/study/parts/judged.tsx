import type { OutputOf } from '@lianxin/shared/contract'
import { Badge } from '@/ui/badge'

/** A question after it was answered. */
export type JudgedQuestion = OutputOf<'quizzes.answer'>['judged'][number]

interface JudgedProps {
  judged: JudgedQuestion
  stem: string
  no: number
  /** Words of the key point that it comes from, when known. */
  point?: string | undefined
}

/** Was it right, what is right, and where that stands. */
export function Judged({ judged, stem, no, point }: JudgedProps) {
  const { right, correct, explanation, keyPoint } = judged
  return (
    <div className="qz-judged">
      <div className="lx-row">
        <span className="lx-muted">第 {no} 题</span>
        <Badge tone={right ? 'done' : 'soon'}>{right ? '答对了' : '答错了'}</Badge>
      </div>
      <p className="qz-judged__words">{stem}</p>
      {right || correct.length === 0 ? null : (
        <p className="qz-judged__words">正确答案：{correct.join('；')}</p>
      )}
      {explanation ? <p className="qz-judged__words lx-muted">{explanation}</p> : null}
      {keyPoint !== null && !right ? (
        <p className="qz-judged__words lx-muted">
          {point ? `要点 ${keyPoint}：${point}` : `看看这一课的要点 ${keyPoint}`}
        </p>
      ) : null}
    </div>
  )
}
