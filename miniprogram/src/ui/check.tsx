import { cx } from './class-names'

interface CheckProps {
  label: string
  checked: boolean
  onChange: (checked: boolean) => void
  hint?: string
}

/** A box to tick, with words; the whole line can be tapped. */
export function Check({ label, checked, onChange, hint }: CheckProps) {
  return (
    <div className="lx-field">
      <button
        type="button"
        role="checkbox"
        aria-checked={checked}
        className={cx('lx-check', checked && 'lx-check--on')}
        onClick={() => onChange(!checked)}
      >
        <span className="lx-check__box" aria-hidden="true">
          ✓
        </span>
        <span>{label}</span>
      </button>
      {hint ? <span className="lx-field__hint">{hint}</span> : null}
    </div>
  )
}
