import type { OutputOf } from '@lianxin/shared/contract'
import { Card } from '@/ui/card'

type Summary = OutputOf<'studyReports.get'>
/** On the page; the workbook has them all. */
const MOST_SHOWN = 20

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

/** Questions by their share of wrong answers, as bars and in numbers. */
export function WrongMap({ wrong }: Pick<Summary, 'wrong'>) {
  const missed = wrong.filter((each) => each.wrong > 0)
  return (
    <Card title="哪些题容易错">
      {missed.length === 0 ? <p className="lx-muted">这个月没有答错的题。</p> : null}
      {missed.slice(0, MOST_SHOWN).map((each) => (
        <section key={each.questionId} className="dk-burden" aria-label={each.stem}>
          <p className="dk-strong">{each.stem}</p>
          <div className="dk-burden__bar" aria-hidden="true">
            <span
              className="dk-burden__fill"
              style={{ width: `${(each.wrong / each.asked) * 100}%` }}
            />
          </div>
          <p className="lx-muted">
            {[
              `答了 ${each.asked} 次，错 ${each.wrong} 次`,
              each.lesson && `《${each.lesson}》`,
              each.keyPoint && `要点：${each.keyPoint}`,
            ]
              .filter(Boolean)
              .join(' · ')}
          </p>
        </section>
      ))}
      {missed.length > MOST_SHOWN ? (
        <p className="lx-muted">{`还有 ${missed.length - MOST_SHOWN} 道，导出 Excel 能看全。`}</p>
      ) : null}
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
