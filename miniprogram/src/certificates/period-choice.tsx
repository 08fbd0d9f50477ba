import { useId, useState } from 'react'
import { shanghaiDay } from '@lianxin/shared'
import { serverNow } from '@/api/server-time'
import { Chips } from '@/ui/chips'
import { DayField } from '@/ui/day-field'

const periods = [
  { key: 'all', text: '到今天为止' },
  { key: 'year', text: '今年' },
  { key: 'last', text: '去年' },
  { key: 'own', text: '自己定' },
] as const
type PeriodKey = (typeof periods)[number]['key']

interface Period {
  key: PeriodKey
  /** Of one's own choice; empty until chosen. */
  from: string
  to: string
}
const allOfIt: Period = { key: 'all', from: '', to: '' }

/**
 * The days that a choice stands for, as a certificate is asked for.
 * @returns null while a day is still to be chosen, or the first is after the last
 */
export function daysOf({ key, from, to }: Period): { from?: string; to?: string } | null {
  const year = Number(shanghaiDay(new Date(serverNow())).slice(0, 4))
  const wholeYear = (of: number) => ({ from: `${of}-01-01`, to: `${of}-12-31` })
  switch (key) {
    case 'all':
      return {}
    case 'year':
      return wholeYear(year)
    case 'last':
      return wholeYear(year - 1)
    case 'own':
      return from !== '' && to !== '' && from <= to ? { from, to } : null
  }
}

/** Keeps which time a certificate is to be about. */
export function usePeriod() {
  return useState<Period>(allOfIt)
}

interface PeriodChoiceProps {
  value: Period
  onChange: (period: Period) => void
}

/** For which time: all of it, a year, or two days from the calendar. */
export function PeriodChoice({ value, onChange }: PeriodChoiceProps) {
  const id = useId()
  const today = shanghaiDay(new Date(serverNow()))
  const { key, from, to } = value
  return (
    <>
      <Chips
        label="哪段时间"
        items={periods}
        value={key}
        onChange={(chosen) => onChange({ ...value, key: chosen })}
      />
      {key === 'own' ? (
        <>
          <DayField
            id={`${id}-from`}
            label="从哪天"
            value={from}
            max={to || today}
            onChange={(day) => onChange({ ...value, from: day })}
          />
          <DayField
            id={`${id}-to`}
            label="到哪天"
            value={to}
            min={from}
            max={today}
            onChange={(day) => onChange({ ...value, to: day })}
          />
        </>
      ) : null}
    </>
  )
}
