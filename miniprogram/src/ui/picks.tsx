import { cx } from './class-names'

interface PicksProps<K extends string> {
  label: string
  items: readonly { key: K; text: string }[]
  value: readonly K[]
  onChange: (value: K[]) => void
  /** As many may hold; the others cannot be pressed then. */
  most?: number
}

/** Choices of which several may hold. */
export function Picks<K extends string>({ label, items, value, onChange, most }: PicksProps<K>) {
  const full = most !== undefined && value.length >= most
  return (
    <div className="lx-chips" role="group" aria-label={label}>
      {items.map(({ key, text }) => {
        const on = value.includes(key)
        const off = full && !on
        return (
          <button
            key={key}
            type="button"
            role="checkbox"
            aria-checked={on}
            disabled={off}
            className={cx('lx-chip', on && 'lx-chip--on')}
            onClick={
              off
                ? undefined
                : () => onChange(on ? value.filter((each) => each !== key) : [...value, key])
            }
          >
            {text}
          </button>
        )
      })}
    </div>
  )
}
