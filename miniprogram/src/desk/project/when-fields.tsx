import { useId, useState } from 'react'
import { addDays } from '@lianxin/shared'
import { Button } from '@/ui/button'
import { Chips } from '@/ui/chips'
import { cx } from '@/ui/class-names'
import { Choose, MomentField } from '../parts/choose'
import { NumberField } from '../parts/number-field'
import { reachOf, type Pattern, type Wish } from './wish'

const patterns: readonly { key: Pattern; text: string }[] = [
  { key: 'days', text: '就这一天' },
  { key: 'weekly', text: '每周' },
  { key: 'monthly_weekday', text: '每月第几个星期几' },
  { key: 'last_workday', text: '每月最后一个工作日' },
  { key: 'monthly_day', text: '每月几号' },
]
const weekdays = ['一', '二', '三', '四', '五', '六', '日'].map((name, index) => ({
  key: String(index + 1),
  text: `周${name}`,
}))
const places = [
  { key: '1', text: '第一个' },
  { key: '2', text: '第二个' },
  { key: '3', text: '第三个' },
  { key: '4', text: '第四个' },
  { key: 'last', text: '最后一个' },
] as const
const intervals = [
  { key: '1', text: '每周' },
  { key: '2', text: '每两周' },
  { key: '3', text: '每三周' },
  { key: '4', text: '每四周' },
] as const
const skipping = [
  { key: 'skip', text: '跳过' },
  { key: 'keep', text: '照常' },
] as const
const SERVICE_MONTH = 3
const mostDays = 60

interface PartProps {
  wish: Wish
  change: (change: Partial<Wish>) => void
}

function Days({ wish: { days }, change }: PartProps) {
  const id = useId()
  const set = (index: number, day: string) =>
    change({ days: days.map((each, at) => (at === index ? day : each)) })
  const last = days.at(-1)
  return (
    <div className="dk-gap">
      {days.map((day, index) => (
        <div key={index} className="dk-day">
          <MomentField
            id={`${id}-${index}`}
            label={days.length === 1 ? '哪一天' : `第 ${index + 1} 天`}
            kind="date"
            value={day}
            onChange={(value) => set(index, value)}
          />
          {days.length > 1 ? (
            <Button
              small
              kind="quiet"
              label={`去掉第 ${index + 1} 天`}
              onClick={() => change({ days: days.filter((_, at) => at !== index) })}
            >
              去掉
            </Button>
          ) : null}
        </div>
      ))}
      {days.length < mostDays ? (
        <Button
          small
          kind="secondary"
          onClick={() => change({ days: [...days, last ? addDays(last, 7) : ''] })}
        >
          再加一天
        </Button>
      ) : null}
    </div>
  )
}

type Months = 'all' | 'service' | 'some'
const monthChoices: readonly { key: Months; text: string }[] = [
  { key: 'all', text: '全年' },
  { key: 'service', text: '三月服务月' },
  { key: 'some', text: '挑几个月' },
]

function monthsKind(months: Wish['months']): Months {
  if (months === null) return 'all'
  return months.length === 1 && months[0] === SERVICE_MONTH ? 'service' : 'some'
}

const monthsOf: Record<Months, readonly number[] | null> = {
  all: null,
  service: [SERVICE_MONTH],
  some: [],
}

function MonthChoice({ wish: { months }, change }: PartProps) {
  // March picked by itself is not the service month as long as one is still picking.
  const [picking, setPicking] = useState(false)
  const kind = picking ? 'some' : monthsKind(months)
  const choose = (key: Months) => {
    setPicking(key === 'some')
    change({ months: monthsOf[key] })
  }
  const turn = (month: number, on: boolean) =>
    change({ months: [...(months ?? []).filter((each) => each !== month), ...(on ? [month] : [])] })
  return (
    <div className="dk-gap">
      <p className="lx-field__label">哪几个月</p>
      <Chips label="哪几个月" items={monthChoices} value={kind} onChange={choose} />
      {kind === 'some' ? (
        <div className="lx-chips dk-gap" role="group" aria-label="挑几个月">
          {Array.from({ length: 12 }, (_, index) => index + 1).map((month) => {
            const on = months?.includes(month) ?? false
            return (
              <button
                key={month}
                type="button"
                role="checkbox"
                aria-checked={on}
                className={cx('lx-chip', on && 'lx-chip--on')}
                onClick={() => turn(month, !on)}
              >
                {`${month} 月`}
              </button>
            )
          })}
        </div>
      ) : null}
    </div>
  )
}

function Rule({ wish, change }: PartProps) {
  const { pattern } = wish
  const named = pattern === 'weekly' || pattern === 'monthly_weekday'
  const reach = reachOf(wish)
  const weekdayOf = (key: string) => weekdays.findIndex((each) => each.key === key) + 1
  return (
    <>
      {pattern === 'weekly' ? (
        <div className="dk-gap">
          <Choose
            label="隔几周"
            options={intervals}
            value={String(wish.everyWeeks)}
            onChange={(key) => change({ everyWeeks: Number(key) as Wish['everyWeeks'] })}
          />
        </div>
      ) : null}
      {pattern === 'monthly_weekday' ? (
        <div className="dk-gap">
          <Chips
            label="第几个"
            items={places}
            value={String(wish.nth) as (typeof places)[number]['key']}
            onChange={(key) => change({ nth: key === 'last' ? key : (Number(key) as Wish['nth']) })}
          />
        </div>
      ) : null}
      {named ? (
        <div className="dk-gap">
          <Chips
            label="星期几"
            items={weekdays}
            value={String(wish.weekday)}
            onChange={(key) => change({ weekday: weekdayOf(key) as Wish['weekday'] })}
          />
        </div>
      ) : null}
      {pattern === 'monthly_day' ? (
        <NumberField
          label="几号"
          value={wish.monthDay}
          most={31}
          hint="没有这一天的月份不办"
          onChange={(monthDay) => change({ monthDay })}
        />
      ) : null}
      <MonthChoice wish={wish} change={change} />
      {reach.weekends ? (
        <div className="dk-gap">
          <p className="lx-field__label">碰上调休上班的周末</p>
          <Chips
            label="碰上调休上班的周末"
            items={skipping}
            value={wish.onWorkedWeekends}
            onChange={(onWorkedWeekends) => change({ onWorkedWeekends })}
          />
        </div>
      ) : null}
      {reach.workdays ? (
        <div className="dk-gap">
          <p className="lx-field__label">碰上放假</p>
          <Chips
            label="碰上放假"
            items={skipping}
            value={wish.onHolidays}
            onChange={(onHolidays) => change({ onHolidays })}
          />
        </div>
      ) : null}
    </>
  )
}

/** On which days: single ones, or a rule. */
export function WhenFields({ wish, change }: PartProps) {
  const shown = patterns.filter(({ key }) => key !== 'monthly_day' || key === wish.pattern)
  return (
    <div className="dk-gap" role="group" aria-label="什么时候办">
      <p className="lx-field__label">什么时候办</p>
      <Chips
        label="什么时候办"
        items={shown}
        value={wish.pattern}
        onChange={(pattern) => change({ pattern })}
      />
      {wish.pattern === 'days' ? (
        <Days wish={wish} change={change} />
      ) : (
        <Rule wish={wish} change={change} />
      )}
    </div>
  )
}

/** From when until when a rule holds. */
export function Span({ wish, change }: PartProps) {
  const id = useId()
  return (
    <div className="dk-fields">
      <MomentField
        id={`${id}-from`}
        label="从哪天起办"
        kind="date"
        value={wish.from}
        onChange={(from) => change({ from })}
      />
      <MomentField
        id={`${id}-until`}
        label="办到哪天（不填就一直办）"
        kind="date"
        value={wish.until}
        min={wish.from}
        onChange={(until) => change({ until })}
      />
    </div>
  )
}
