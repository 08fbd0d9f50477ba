import { cx } from './class-names'

interface ChipsProps<K extends string> {
  label: string
  items: readonly { key: K; text: string }[]
  value: K | null
  onChange: (key: K) => void
}

/** A few choices of which one holds. */
export function Chips<K extends string>({ label, items, value, onChange }: ChipsProps<K>) {
  return (
    <div className="lx-chips" role="radiogroup" aria-label={label}>
      {items.map((item) => (
        <button
          key={item.key}
          type="button"
          role="radio"
          aria-checked={item.key === value}
          className={cx('lx-chip', item.key === value && 'lx-chip--on')}
          onClick={() => onChange(item.key)}
        >
          {item.text}
        </button>
      ))}
    </div>
  )
}
