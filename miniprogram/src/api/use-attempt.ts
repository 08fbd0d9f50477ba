import { useState } from 'react'
import { failureOf, sentenceOf } from './failure'

/** One thing at a time that a page does, and what went wrong with it. */
export interface Attempt {
  busy: boolean
  /** What to show, in Chinese; null while nothing is wrong. */
  problem: string | null
  /** Does it. @returns whether it worked */
  attempt: (work: () => Promise<unknown>) => Promise<boolean>
}

/**
 * For calls that are no form of their own (see `useMutation` for those).
 * @param onSettled called afterwards, whether it worked or not
 */
export function useAttempt(onSettled?: () => void): Attempt {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)

  async function attempt(work: () => Promise<unknown>): Promise<boolean> {
    setBusy(true)
    setProblem(null)
    try {
      await work()
      return true
    } catch (error) {
      setProblem(sentenceOf(failureOf(error)))
      return false
    } finally {
      setBusy(false)
      onSettled?.()
    }
  }

  return { busy, problem, attempt }
}
