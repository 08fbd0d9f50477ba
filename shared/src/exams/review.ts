import { addDays } from '../time'

/** Days until a question that was answered wrong comes back, longer each time it was right. */
export const reviewSteps = [1, 3, 7, 15] as const

/** Where a question stands that was once answered wrong. */
export interface ReviewState {
  /** Index into {@link reviewSteps}: which wait it is in. */
  step: number
  /** Shanghai day on which it comes back. */
  dueDay: string
}

/** After a wrong answer, wherever it stood: it comes back tomorrow. @param today Shanghai day */
export function afterWrong(today: string): ReviewState {
  return { step: 0, dueDay: addDays(today, reviewSteps[0]) }
}

/**
 * After a right answer to a question that was due.
 * @param today Shanghai day
 * @returns when it comes back; null = it was right after the longest wait too and is done with
 */
export function afterRight(step: number, today: string): ReviewState | null {
  const days = reviewSteps[step + 1]
  return days === undefined ? null : { step: step + 1, dueDay: addDays(today, days) }
}
