import type { FormEvent, ReactNode } from 'react'
import { cx } from './class-names'

interface ShellProps {
  id: string
  label: string
  hint?: string | undefined
  /** What to mend, in words; shown under the field and read out. */
  error?: string | undefined
}

function Shell({ id, label, hint, error, children }: ShellProps & { children: ReactNode }) {
  return (
    <div className="lx-field">
      <label className="lx-field__label" htmlFor={id}>
        {label}
      </label>
      {children}
      {error ? (
        <span id={`${id}-error`} className="lx-field__error" role="alert">
          {error}
        </span>
      ) : null}
      {hint ? <span className="lx-field__hint">{hint}</span> : null}
    </div>
  )
}

/** What was typed: the weapp gives it in `detail`, a browser on the element itself. */
export function typed(event: FormEvent<HTMLInputElement | HTMLTextAreaElement>): string {
  const detail: unknown = 'detail' in event ? event.detail : undefined
  if (typeof detail === 'object' && detail !== null && 'value' in detail)
    return String(detail.value)
  return event.currentTarget.value
}

interface FieldProps extends ShellProps {
  value: string
  onChange: (value: string) => void
  type?: 'text' | 'tel' | 'password'
  maxLength?: number
  placeholder?: string
  autoComplete?: string
  /** Enter was pressed. */
  onEnter?: () => void
}

/** One line of text with its label, hint and error. */
export function Field(props: FieldProps) {
  const { id, label, hint, error, value, onChange, type = 'text', onEnter } = props
  return (
    <Shell id={id} label={label} hint={hint} error={error}>
      <input
        id={id}
        className={cx('lx-input', Boolean(error) && 'lx-input--bad')}
        type={type}
        value={value}
        maxLength={props.maxLength ?? 100}
        placeholder={props.placeholder}
        autoComplete={props.autoComplete}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${id}-error` : undefined}
        onInput={(event) => onChange(typed(event))}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onEnter?.()
        }}
      />
    </Shell>
  )
}

interface TextAreaProps extends ShellProps {
  value: string
  onChange: (value: string) => void
  maxLength: number
  placeholder?: string
  /** Hides the label from the eye (the page's title says the same), not from readers. */
  rows?: number
}

/** Several lines of text with label, hint and error. */
export function TextArea(props: TextAreaProps) {
  const { id, label, hint, error, value, onChange, maxLength, placeholder, rows = 5 } = props
  return (
    <Shell id={id} label={label} hint={hint} error={error}>
      <textarea
        id={id}
        className={cx('lx-input', 'lx-input--area', Boolean(error) && 'lx-input--bad')}
        value={value}
        maxLength={maxLength}
        placeholder={placeholder}
        rows={rows}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${id}-error` : undefined}
        onInput={(event) => onChange(typed(event))}
      />
    </Shell>
  )
}
