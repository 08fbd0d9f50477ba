import { useId } from 'react'
import { Field } from '@/ui/field'

interface NumberFieldProps {
  label: string
  value: number
  most: number
  hint?: string
  error?: string | undefined
  onChange: (value: number) => void
}

/** A whole number from 0 to `most`; whatever is no digit is dropped. */
export function NumberField({ label, value, most, hint, error, onChange }: NumberFieldProps) {
  const id = useId()
  return (
    <Field
      id={id}
      label={label}
      hint={hint}
      error={error}
      type="tel"
      value={String(value)}
      maxLength={String(most).length}
      onChange={(text) => onChange(Math.min(most, Number(text.replace(/\D/gu, '')) || 0))}
    />
  )
}
