/** The month before (`-1`) or after (`1`) a `YYYY-MM`. */
export function monthBeside(month: string, step: -1 | 1): string {
  const count = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + step
  const year = Math.floor(count / 12)
  return `${year}-${String((count % 12) + 1).padStart(2, '0')}`
}

/** `2026年11月` */
export function monthWords(month: string): string {
  return `${month.slice(0, 4)}年${Number(month.slice(5))}月`
}
