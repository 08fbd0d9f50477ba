import { useId, useState } from 'react'
import { addDays, formatShanghai, shanghaiDay } from '@lianxin/shared'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Check } from '@/ui/check'
import { Chips } from '@/ui/chips'
import { cx } from '@/ui/class-names'
import { Choose, MomentField } from '../parts/choose'
import { BurdenReason } from './burden-reason'
import {
  cronOf,
  cronWords,
  isQuietAt,
  missingIn,
  scheduleOf,
  weekdayNames,
  weekdayOrder,
  type ScheduleChoice,
} from './cron-choices'
import type { DigestWork } from './use-digest'

const kinds = [
  { key: 'once', text: '定个时间' },
  { key: 'now', text: '现在就发' },
  { key: 'repeat', text: '重复发' },
] as const
const repeats = [
  { key: 'workdays', text: '每个工作日' },
  { key: 'daily', text: '每天' },
  { key: 'weekly', text: '每周' },
  { key: 'monthly', text: '每月' },
] as const
const monthDays = [
  ...Array.from({ length: 28 }, (_, index) => ({
    key: String(index + 1),
    text: `${index + 1} 日`,
  })),
  { key: '0', text: '最后一天' },
]

/** What the form opens with: tomorrow morning, when people look at their phones. */
function opening(now: Date): ScheduleChoice {
  return {
    kind: 'once',
    date: addDays(shanghaiDay(now), 1),
    time: '08:30',
    repeat: 'weekly',
    weekdays: [1],
    monthDay: 1,
    endsOn: '',
    quiet: true,
    quietFrom: '21:00',
    quietTo: '08:00',
  }
}

interface PartProps {
  choice: ScheduleChoice
  change: (change: Partial<ScheduleChoice>) => void
}

function Weekdays({ choice, change }: PartProps) {
  return (
    <div className="lx-chips dk-gap" role="group" aria-label="每周的哪几天">
      {weekdayOrder.map((day) => {
        const on = choice.weekdays.includes(day)
        const next = on ? choice.weekdays.filter((one) => one !== day) : [...choice.weekdays, day]
        return (
          <button
            key={day}
            type="button"
            role="checkbox"
            aria-checked={on}
            className={cx('lx-chip', on && 'lx-chip--on')}
            onClick={() => change({ weekdays: next })}
          >
            周{weekdayNames[day]}
          </button>
        )
      })}
    </div>
  )
}

function Repeating({ choice, change }: PartProps) {
  return (
    <>
      <div className="dk-gap">
        <Chips
          label="多久一次"
          items={repeats}
          value={choice.repeat}
          onChange={(repeat) => change({ repeat })}
        />
      </div>
      {choice.repeat === 'weekly' ? <Weekdays choice={choice} change={change} /> : null}
      {choice.repeat === 'monthly' ? (
        <div className="dk-gap">
          <Choose
            label="每月的哪一天"
            options={monthDays}
            value={String(choice.monthDay)}
            onChange={(key) => change({ monthDay: Number(key) })}
          />
        </div>
      ) : null}
    </>
  )
}

function QuietHours({ choice, change, id }: PartProps & { id: string }) {
  const [editing, setEditing] = useState(false)
  return (
    <>
      <Check label="夜里不打扰" checked={choice.quiet} onChange={(quiet) => change({ quiet })} />
      {choice.quiet ? (
        <p className="dk-clear dk-clear--tight">
          {choice.quietFrom} 到 {choice.quietTo} 不发，等到点再发。
          {editing ? null : (
            <button
              type="button"
              className="lx-plain dk-link"
              aria-label="改不打扰的时间"
              onClick={() => setEditing(true)}
            >
              改
            </button>
          )}
        </p>
      ) : null}
      {choice.quiet && editing ? (
        <div className="dk-fields">
          <MomentField
            id={`${id}-from`}
            label="从"
            kind="time"
            value={choice.quietFrom}
            onChange={(quietFrom) => change({ quietFrom })}
          />
          <MomentField
            id={`${id}-to`}
            label="到"
            kind="time"
            value={choice.quietTo}
            onChange={(quietTo) => change({ quietTo })}
          />
        </div>
      ) : null}
    </>
  )
}

/** In one sentence what will happen, so that nobody has to read the form again. */
function outcome(choice: ScheduleChoice, now: Date, groupCount: number): string {
  const missing = missingIn(choice, now)
  if (missing) return missing
  const time = choice.kind === 'now' ? formatShanghai(now, 'HH:mm') : choice.time
  const held = choice.quiet && isQuietAt(time, choice.quietFrom, choice.quietTo)
  const later = held ? `，正赶上夜里，改到 ${choice.quietTo} 发` : ''
  const to = `发到 ${groupCount} 个群`
  if (choice.kind === 'now') return `现在${to}${later}。`
  if (choice.kind === 'once') {
    const day = formatShanghai(`${choice.date}T00:00:00+08:00`, 'M月D日')
    return `${day} ${choice.time} ${to}${later}。`
  }
  const cron = cronOf(choice)
  const words = cron ? cronWords(cron.expression, cron.workdaysOnly) : ''
  return `${words} ${to}${later}${choice.endsOn ? `，到 ${choice.endsOn} 为止` : ''}。`
}

/** When it goes out: now, at a time, or again and again, in plain choices. */
export function ScheduleForm({ work, groupCount }: { work: DigestWork; groupCount: number }) {
  const id = useId()
  const [choice, setChoice] = useState(() => opening(new Date()))
  const change = (change: Partial<ScheduleChoice>) => setChoice((old) => ({ ...old, ...change }))
  const now = new Date()
  const [reason, setReason] = useState('')
  const schedule = scheduleOf(choice, now)
  const asked = work.reasonAsked
  const today = shanghaiDay(now)
  return (
    <Card title="什么时候发">
      <Chips
        label="什么时候发"
        items={kinds}
        value={choice.kind}
        onChange={(kind) => change({ kind })}
      />
      {choice.kind === 'repeat' ? <Repeating choice={choice} change={change} /> : null}
      {choice.kind === 'now' ? null : (
        <div className="dk-fields">
          {choice.kind === 'once' ? (
            <MomentField
              id={`${id}-date`}
              label="哪一天"
              kind="date"
              value={choice.date}
              min={today}
              onChange={(date) => change({ date })}
            />
          ) : (
            <MomentField
              id={`${id}-end`}
              label="到哪天为止（可不填）"
              kind="date"
              value={choice.endsOn}
              min={today}
              onChange={(endsOn) => change({ endsOn })}
            />
          )}
          <MomentField
            id={`${id}-time`}
            label="几点"
            kind="time"
            value={choice.time}
            onChange={(time) => change({ time })}
          />
        </div>
      )}
      <QuietHours choice={choice} change={change} id={id} />
      <p className="dk-outcome" role="status">
        {outcome(choice, now, groupCount)}
      </p>
      {asked ? (
        <BurdenReason id={`${id}-reason`} asked={asked} value={reason} onChange={setReason} />
      ) : null}
      <div className="lx-acts">
        <Button
          busy={work.busy}
          disabled={schedule === null}
          onClick={() => {
            if (schedule) void work.schedule(schedule, reason.trim())
          }}
        >
          {choice.kind === 'now' ? '现在发' : '定下来'}
        </Button>
      </div>
    </Card>
  )
}
