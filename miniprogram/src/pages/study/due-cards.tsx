import { useQuery } from '@/api/use-query'
import { pageUrl } from '@/lib/navigate'
import { useShownAgain } from '@/lib/use-shown-again'
import { Card } from '@/ui/card'

/** What else waits today: questions that come back, exams that are open, and the points of the year. */
export function DueCards() {
  const due = useQuery('reviews.due', {})
  const exams = useQuery('me.exams', {})
  const points = useQuery('me.points', { query: {} })
  useShownAgain(() => {
    due.reload()
    exams.reload()
    points.reload()
  })
  const questions = due.data?.questions.length ?? 0
  const sat = exams.data?.items ?? []
  const open = sat.filter(
    ({ open: isOpen, attemptId, attemptsLeft, best }) =>
      attemptId !== null || (isOpen && attemptsLeft > 0 && !best?.passed),
  )
  return (
    <>
      {questions > 0 ? (
        <Card to={pageUrl('quiz')}>
          <h2 className="lx-card__title">今天复习 {questions} 题</h2>
          <div className="lx-muted">以前答错的，再答一遍就记牢了。</div>
        </Card>
      ) : null}
      {sat.length > 0 ? (
        <Card to={pageUrl('exams')}>
          <h2 className="lx-card__title">{open[0] ? `考试：${open[0].exam.title}` : '我的考试'}</h2>
          <div className="lx-muted">
            {open.length > 0 ? `${open.length} 场等您考` : '现在没有要考的，看看以前的成绩'}
          </div>
        </Card>
      ) : null}
      {points.data ? (
        <Card to={pageUrl('points')}>
          <h2 className="lx-card__title">我的积分</h2>
          <div className="lx-muted">
            {`${points.data.year} 年 ${points.data.score} 分，每一分的来历都看得到`}
          </div>
        </Card>
      ) : null}
    </>
  )
}
