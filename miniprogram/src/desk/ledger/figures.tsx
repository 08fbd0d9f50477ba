import type { OutputOf } from '@lianxin/shared/contract'
import { cx } from '@/ui/class-names'
import type { View } from './use-ledger'

type Summary = OutputOf<'tickets.summary'>

/** `96.4%`, floored so that 99.96 is not shown as all; `—` of nothing. */
export function share({ count, of }: { count: number; of: number }): string {
  if (of === 0) return '—'
  return `${(Math.floor((count / of) * 1000) / 10).toString()}%`
}

interface FigureProps {
  name: string
  value: string
  basis: string
  late?: boolean
  onOpen?: () => void
}

function Figure({ name, value, basis, late, onOpen }: FigureProps) {
  const inside = (
    <>
      <span className="dk-figure__name">{name}</span>
      <span className="dk-figure__line">
        <span className={cx('dk-figure__value', late && 'dk-figure__value--late')}>{value}</span>
        <span className="dk-figure__basis">{basis}</span>
      </span>
    </>
  )
  if (!onOpen) return <div className="dk-figure">{inside}</div>
  return (
    <button type="button" className="dk-figure dk-figure--open" onClick={onOpen}>
      {inside}
    </button>
  )
}

/** The four figures, each beside what it is counted of. */
export function Figures({ summary, onView }: { summary: Summary; onView: (view: View) => void }) {
  const { answeredThisMonth: answered, satisfiedThisMonth: satisfied } = summary
  const unrated = satisfied.unrated > 0 ? ` · ${satisfied.unrated} 件没评` : ''
  return (
    <div className="dk-figures">
      <Figure
        name="今天到期"
        value={String(summary.dueToday)}
        basis={`在办 ${summary.open} 件`}
        onOpen={() => onView('due')}
      />
      <Figure
        name="超期 · 已挂牌"
        value={String(summary.overdue)}
        basis={`在办 ${summary.open} 件`}
        late={summary.overdue > 0}
        onOpen={() => onView('overdue')}
      />
      <Figure
        name="本月答复或办结"
        value={share(answered)}
        basis={answered.of === 0 ? '本月还没有新的' : `${answered.count} / ${answered.of}`}
      />
      <Figure
        name="本月满意"
        value={share(satisfied)}
        basis={
          satisfied.of === 0
            ? `还没人评${unrated}`
            : `${satisfied.count} / ${satisfied.of}${unrated}`
        }
      />
    </div>
  )
}
