import { useState } from 'react'
import type { OutputOf } from '@lianxin/shared/contract'
import { useAttempt } from '@/api/use-attempt'
import {
  checkHourSheet,
  fetchHourResult,
  fetchHourTemplate,
  importHourSheet,
  type ChosenFile,
} from '../parts/transfer'

export type HourRows = OutputOf<'hourImports.check'>

/** What can be done about an import: one thing at a time. */
export interface HourWork {
  busy: boolean
  /** What went wrong, in Chinese. */
  problem: string | null
  /** A file that was looked over and waits for a yes. */
  chosen: HourRows | null
  /** Is it being written in? */
  writing: boolean
  /** What became of the last one. */
  done: HourRows | null
  template: () => Promise<boolean>
  /** Has a file looked over; nothing is written in yet. */
  look: (file: ChosenFile) => Promise<boolean>
  /** Takes the choice of file back. */
  drop: () => void
  /** Writes it in. What broke off may be begun again: what is in stays in, once. */
  start: () => Promise<boolean>
  result: () => Promise<boolean>
}

/** From a chosen file to what became of its rows. */
export function useHoursImport(): HourWork {
  const [chosen, setChosen] = useState<{ file: ChosenFile; rows: HourRows } | null>(null)
  const [done, setDone] = useState<HourRows | null>(null)
  const [writing, setWriting] = useState(false)
  const { busy, problem, attempt } = useAttempt(() => setWriting(false))

  return {
    busy,
    problem,
    chosen: chosen?.rows ?? null,
    writing,
    done,
    template: () => attempt(fetchHourTemplate),
    look: (file) =>
      attempt(async () => {
        setChosen(null)
        setDone(null)
        setChosen({ file, rows: await checkHourSheet(file) })
      }),
    drop: () => setChosen(null),
    start: () =>
      attempt(async () => {
        if (!chosen) return
        setWriting(true)
        setDone(await importHourSheet(chosen.file))
        setChosen(null)
      }),
    result: () => attempt(fetchHourResult),
  }
}
