import type { ReactNode } from 'react'
import { cx } from './class-names'

interface ButtonProps {
  children: ReactNode
  onClick: () => void
  /** primary: the one thing to do on the page. quiet: no frame. */
  kind?: 'primary' | 'secondary' | 'quiet'
  wide?: boolean
  small?: boolean
  /** What it was asked to do is under way: says so and cannot be pressed twice. */
  busy?: boolean
  disabled?: boolean
  label?: string
  /** Of a button that shows or hides something: is it shown? */
  expanded?: boolean
}

/** A button of at least 44 px, 60 in elder mode. */
export function Button(props: ButtonProps) {
  const {
    children,
    onClick,
    kind = 'primary',
    wide,
    small,
    busy,
    disabled,
    label,
    expanded,
  } = props
  const off = Boolean(busy || disabled)
  return (
    <button
      type="button"
      className={cx(
        'lx-btn',
        kind !== 'primary' && `lx-btn--${kind}`,
        wide && 'lx-btn--wide',
        small && 'lx-btn--small',
        off && 'lx-btn--off',
      )}
      disabled={off}
      aria-busy={busy ? true : undefined}
      aria-label={label}
      aria-expanded={expanded}
      onClick={off ? undefined : onClick}
    >
      {busy ? '请稍等…' : children}
    </button>
  )
}
