import type { OutputOf } from '@lianxin/shared/contract'
import { Card } from '@/ui/card'

type Summary = OutputOf<'studyReports.get'>

/** The three numbers, each with whom it is of. */
export function Numbers({ summary }: { summary: Summary }) {
  const { started, finished, checkedIn } = summary
  const lines = [
    { text: '开始学的', rate: started },
    { text: '学完的', rate: finished },
    { text: '打过卡的', rate: checkedIn },
  ]
  return (
    <Card title="几个数">
      {lines.map(({ text, rate }) => (
        <p key={text} className="dk-burden__sum">
          {text} <strong>{rate.count}</strong> 人，共 {rate.of} 人
        </p>
      ))}
      {summary.lessons.length === 0 ? <p className="lx-muted">这个月还没有发新课。</p> : null}
      {summary.lessons.map(({ id, title, finished: done }) => (
        <p key={id} className="lx-muted">{`《${title}》学完 ${done.count} 人，共 ${done.of} 人`}</p>
      ))}
    </Card>
  )
}

/** Exams that were handed in this month. */
export function Exams({ exams }: Pick<Summary, 'exams'>) {
  return exams.length === 0 ? null : (
    <Card title="考试">
      {exams.map(({ id, title, passed }) => (
        <p key={id}>{`${title}：交卷 ${passed.of} 人，及格 ${passed.count} 人`}</p>
      ))}
    </Card>
  )
}
