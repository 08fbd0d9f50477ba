import { addMonths, weeksOf } from '@lianxin/shared'
import { api } from '@/api/client'
import { useAttempt } from '@/api/use-attempt'
import { shortDay } from '@/lib/dates'
import { Card } from '@/ui/card'
import { cx } from '@/ui/class-names'
import { confirm, toast } from '@/ui/feedback'
import { Icon } from '@/ui/icon'
import { Banner } from '@/ui/states'
import type { Own } from './today'

/** A year back is as far as anybody looks. */
const MOST_MONTHS = 12
const weekdays = ['一', '二', '三', '四', '五', '六', '日']

/** What a day is. Each has a mark of its own, so that nobody needs the colours. */
const kinds = {
  thought: { mark: '✓·', words: '打了卡，写了心得' },
  done: { mark: '✓', words: '打了卡' },
  madeUp: { mark: '补', words: '补签的' },
  open: { mark: '＋', words: '没打，可以补' },
  none: { mark: '', words: '没打' },
  today: { mark: '今', words: '今天还没打' },
  later: { mark: '', words: '' },
} as const
type Kind = keyof typeof kinds

function kindOf(day: string, own: Own): Kind {
  const found = own.days.find((each) => each.day === day)
  if (found) return found.madeUp ? 'madeUp' : found.thought ? 'thought' : 'done'
  if (day === own.today) return 'today'
  if (day > own.today) return 'later'
  return own.cards.left > 0 && own.missed.includes(day) ? 'open' : 'none'
}

interface CellProps {
  day: string | null
  own: Own
  busy: boolean
  onMakeUp: (day: string) => void
}

function Cell({ day, own, busy, onMakeUp }: CellProps) {
  if (day === null) return <span className="ck-cell" aria-hidden="true" />
  const kind = kindOf(day, own)
  const { mark, words } = kinds[kind]
  const label = words === '' ? shortDay(day) : `${shortDay(day)}，${words}`
  const inside = (
    <>
      <span className="ck-cell__no" aria-hidden="true">
        {Number(day.slice(8))}
      </span>
      <span className="ck-cell__mark" aria-hidden="true">
        {mark}
      </span>
    </>
  )
  const classes = cx('ck-cell', `ck-cell--${kind}`)
  if (kind !== 'open') {
    return (
      <span className={classes} role="img" aria-label={label}>
        {inside}
      </span>
    )
  }
  return (
    <button
      type="button"
      className={classes}
      aria-label={`${label}，点一下补签`}
      disabled={busy}
      onClick={() => onMakeUp(day)}
    >
      {inside}
    </button>
  )
}

function Turn({ own, onMonth }: { own: Own; onMonth: (month: string | null) => void }) {
  const running = own.today.slice(0, 7)
  const earliest = addMonths(running, -MOST_MONTHS)
  const show = (month: string) => onMonth(month === running ? null : month)
  const [year, month] = own.month.split('-').map(Number)
  return (
    <div className="ck-turn">
      <button
        type="button"
        className="lx-plain ck-turn__way"
        aria-label="看上个月"
        disabled={own.month <= earliest}
        onClick={() => show(addMonths(own.month, -1))}
      >
        <Icon name="back" />
      </button>
      <h2 className="lx-card__title" aria-live="polite">
        {own.today.startsWith(`${year}-`) ? `${month} 月` : `${year} 年 ${month} 月`}
      </h2>
      <button
        type="button"
        className="lx-plain ck-turn__way"
        aria-label="看下个月"
        disabled={own.month >= running}
        onClick={() => show(addMonths(own.month, 1))}
      >
        <Icon name="next" />
      </button>
    </div>
  )
}

interface MonthProps {
  own: Own
  /** Null = the running one. */
  onMonth: (month: string | null) => void
  onDone: () => void
}

/** A month of days, and the cards with which missed ones are made up. */
export function Month({ own, onMonth, onDone }: MonthProps) {
  const { busy, problem, attempt } = useAttempt(onDone)
  const { left, of } = own.cards

  async function makeUp(day: string) {
    const question = {
      title: `补签${shortDay(day)}？`,
      text: `用掉一张补签卡，这个月还剩 ${left} 张。补的天数连得上，不另外计分。`,
      yes: '补签',
    }
    if (!(await confirm(question))) return
    await attempt(async () => {
      const { streak } = await api.call('me.makeUp', { body: { day } })
      toast(`补上了，连着 ${streak} 天`)
    })
  }

  return (
    <Card>
      <Turn own={own} onMonth={onMonth} />
      <div className="ck-week" aria-hidden="true">
        {weekdays.map((each) => (
          <span key={each}>{each}</span>
        ))}
      </div>
      {weeksOf(own.month).map((week, no) => (
        <div key={`${own.month} ${no}`} className="ck-week">
          {week.map((day, place) => (
            <Cell
              key={day ?? `blank ${place}`}
              day={day}
              own={own}
              busy={busy}
              onMakeUp={(missed) => void makeUp(missed)}
            />
          ))}
        </div>
      ))}
      <p className="lx-muted">✓ 打了卡　✓· 写了心得　补 补签的　＋ 可以补</p>
      <p className="lx-muted">
        补签卡这个月还有 {left} 张，共 {of} 张：补本月的，或最近七天的。
      </p>
      {problem ? <Banner>{problem}</Banner> : null}
    </Card>
  )
}
