import { useEffect, useState } from 'react'

/** `value` as it was when it last stood still for `ms`: for asking while someone types. */
export function useLater<T>(value: T, ms = 300): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms)
    return () => clearTimeout(timer)
  }, [value, ms])
  return settled
}
