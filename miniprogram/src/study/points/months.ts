import { addMonths } from '@lianxin/shared'

/** The months up to this one, newest first, `YYYY-MM`. */
export function lastMonths(running: string, count: number): string[] {
  return Array.from({ length: count }, (_, ago) => addMonths(running, -ago))
}
