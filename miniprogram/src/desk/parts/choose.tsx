import { Picker } from '@tarojs/components'
import { isWeapp } from '@/lib/platform'
import { Icon } from '@/ui/icon'

interface ChooseProps {
  label: string
  options: readonly { key: string; text: string }[]
  value: string
  onChange: (key: string) => void
}

/** One of many, by the platform's own list. */
export function Choose({ label, options, value, onChange }: ChooseProps) {
  if (isWeapp) {
    const at = options.findIndex((option) => option.key === value)
    return (
      <Picker
        mode="selector"
        range={options.map((option) => option.text)}
        value={Math.max(0, at)}
        onChange={(event) => onChange(options[Number(event.detail.value)]?.key ?? value)}
      >
        <div className="lx-input dk-choose" aria-label={label}>
          <span>{options[at]?.text ?? label}</span>
          <Icon name="next" />
        </div>
      </Picker>
    )
  }
  return (
    <select
      className="lx-input dk-choose"
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    >
      {options.map((option) => (
        <option key={option.key} value={option.key}>
          {option.text}
        </option>
      ))}
    </select>
  )
}

interface MomentFieldProps {
  id: string
  label: string
  kind: 'date' | 'time'
  /** `YYYY-MM-DD` or `HH:MM`. */
  value: string
  onChange: (value: string) => void
  /** Earliest day. */
  min?: string
}

/** A day or a time of day, by the platform's own picker. */
export function MomentField({ id, label, kind, value, onChange, min }: MomentFieldProps) {
  return (
    <div className="lx-field dk-moment">
      <label className="lx-field__label" htmlFor={id}>
        {label}
      </label>
      {isWeapp ? (
        <Picker
          mode={kind}
          value={value}
          {...(min ? { start: min } : {})}
          onChange={(event) => onChange(event.detail.value)}
        >
          <div className="lx-input dk-choose">{value || '请选'}</div>
        </Picker>
      ) : (
        <input
          id={id}
          className="lx-input"
          type={kind}
          value={value}
          min={min}
          onInput={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </div>
  )
}
