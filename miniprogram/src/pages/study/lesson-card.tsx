import type { OutputOf } from '@lianxin/shared/contract'
import { pageUrl } from '@/lib/navigate'
import { Badge } from '@/ui/badge'
import { Card } from '@/ui/card'

type StudyCard = OutputOf<'study.list'>['items'][number]

/** One lesson of a list, with how far the person is. */
export function LessonCard({ lesson }: { lesson: StudyCard }) {
  const { title, series, minutes, keyPointCount, percent, completed } = lesson
  return (
    <Card to={pageUrl('lesson', { id: lesson.id })}>
      <div className="lx-row">
        <span className="lx-issue">{series ?? '微党课'}</span>
        {completed ? <Badge tone="done">学完了</Badge> : null}
      </div>
      <h2 className="lx-card__title">{title}</h2>
      <div className="lx-muted">
        {[
          `${minutes} 分钟`,
          `要点 ${keyPointCount} 条`,
          !completed && percent > 0 && `学了 ${percent}%`,
        ]
          .filter(Boolean)
          .join(' · ')}
      </div>
      {!completed && percent > 0 ? (
        <span className="lx-progress" aria-hidden="true">
          <span className="lx-progress__done" style={{ width: `${percent}%` }} />
        </span>
      ) : null}
    </Card>
  )
}
