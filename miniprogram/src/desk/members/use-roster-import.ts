import { useEffect, useState } from 'react'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { useAttempt } from '@/api/use-attempt'
import { usePages, type Pages } from '@/api/use-pages'
import { useQuery } from '@/api/use-query'
import { confirm } from '@/ui/feedback'
import {
  checkRoster,
  fetchRosterResult,
  fetchRosterTemplate,
  importRoster,
  type ChosenFile,
} from '../parts/transfer'
import { useInFront } from '../parts/use-in-front'

export type RosterImport = OutputOf<'memberImports.get'>
type Looked = OutputOf<'memberImports.check'>

const againMs = 1500

/** A file that was looked over and waits for a yes. */
interface Chosen extends Looked {
  file: ChosenFile
}

/** What can be done about imports: one thing at a time. */
export interface RosterWork {
  busy: boolean
  /** What went wrong, in Chinese. */
  problem: string | null
  chosen: Chosen | null
  /** The import that the page follows: under way, or just over. */
  followed: RosterImport | null
  past: Pages<RosterImport>
  template: () => Promise<boolean>
  /** Has a file looked over; nothing is imported yet. */
  look: (file: ChosenFile) => Promise<boolean>
  /** Takes the choice of file back. */
  drop: () => void
  start: () => Promise<boolean>
  stop: () => Promise<boolean>
  result: (each: RosterImport) => Promise<boolean>
}

function usePast() {
  return usePages('member-imports', (cursor) =>
    api.call('memberImports.list', { query: { limit: 5, ...(cursor ? { cursor } : {}) } }),
  )
}

/** Asks again and again while the import is under way and the page is looked at. */
function useFollowed(id: string | null): { found: RosterImport | null; reload: () => void } {
  const { data, reload } = useQuery('memberImports.get', id ? { params: { id } } : null)
  const inFront = useInFront()
  const isRunning = data?.state === 'running'
  useEffect(() => {
    if (!inFront || !isRunning) return
    const timer = setInterval(reload, againMs)
    return () => clearInterval(timer)
  }, [inFront, isRunning, reload])
  return { found: data, reload }
}

/** @param onOver called when an import has ended, and who is on the roster may have changed; stays the same function */
export function useRosterImport(onOver: () => void): RosterWork {
  const past = usePast()
  const [begun, setBegun] = useState<string | null>(null)
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const { busy, problem, attempt } = useAttempt()
  // One that was under way when the page opened is followed too, whoever began it.
  const running = past.items.find(({ state }) => state === 'running')
  const { found: followed, reload } = useFollowed(begun ?? running?.id ?? null)

  const overId = followed !== null && followed.state !== 'running' ? followed.id : null
  const { reload: reloadPast } = past.first
  useEffect(() => {
    if (overId === null) return
    // The list, read anew, does not tell it any more as one under way; its outcome stays to be read.
    setBegun(overId)
    reloadPast()
    onOver()
  }, [overId, onOver, reloadPast])

  return {
    busy,
    problem,
    chosen,
    followed,
    past,
    template: () => attempt(fetchRosterTemplate),
    look: (file) =>
      attempt(async () => {
        setChosen(null)
        setChosen({ file, ...(await checkRoster(file)) })
      }),
    drop: () => setChosen(null),
    start: () =>
      attempt(async () => {
        if (!chosen) return
        const { id } = await importRoster(chosen.file)
        setChosen(null)
        setBegun(id)
      }),
    stop: async () => {
      if (!followed) return false
      const question = {
        title: '停下导入？',
        text: '已经导进去的留着，后面的不再导。想接着导，把同一份表再传一次，导过的不会重复。',
        yes: '停下',
        no: '接着导',
      }
      if (!(await confirm(question))) return false
      return attempt(async () => {
        await api.call('memberImports.cancel', { params: { id: followed.id } })
        reload()
      })
    },
    result: (each) => attempt(() => fetchRosterResult(each)),
  }
}
