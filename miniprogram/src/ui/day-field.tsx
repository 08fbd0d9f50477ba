import { Picker } from '@tarojs/components'
import { isWeapp } from '@/lib/platform'
import { typed } from './field'

interface DayFieldProps {
  id: string
  label: string
  /** `2026-11-24`, or empty. */
  value: string
  /** Days before and after it cannot be chosen. */
  min?: string
  max?: string
  onChange: (day: string) => void
}

/** A day, by the platform's own calendar: nobody has to know how dates are written. */
export function DayField({ id, label, value, min, max, onChange }: DayFieldProps) {
  return (
    <div className="lx-field">
      <label className="lx-field__label" htmlFor={id}>
        {label}
      </label>
      {isWeapp ? (
        <Picker
          mode="date"
          value={value}
          {...(min === undefined ? {} : { start: min })}
          {...(max === undefined ? {} : { end: max })}
          onChange={(event) => onChange(event.detail.value)}
        >
          <div id={id} className="lx-input" aria-label={label}>
            {value || '选一天'}
          </div>
        </Picker>
      ) : (
        <input
          id={id}
          className="lx-input"
          type="date"
          value={value}
          min={min}
          max={max}
          onInput={(event) => onChange(typed(event))}
        />
      )}
    </div>
  )
}
