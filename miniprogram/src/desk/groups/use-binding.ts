import { useEffect, useState } from 'react'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { failureOf } from '@/api/failure'
import { toast } from '@/ui/feedback'

type Code = OutputOf<'groups.bindCode'>

/** A code on the screen, and the groups that the branch had before it. */
interface Waiting {
  code: Code
  orgId: string
  before: ReadonlySet<string>
}

export interface Binding {
  /** The code to type in the group, or null when none was asked for. */
  code: Code | null
  busy: boolean
  problem: string | null
  /** Asks for a code for a branch. */
  ask: (orgId: string) => Promise<void>
  /** Puts the code away; it runs out by itself. */
  dismiss: () => void
}

/** How often is looked whether the code has been typed. */
const lookEveryMs = 4000
/** A branch has a handful of groups. */
const mostGroups = 100

async function groupsOf(orgId: string): Promise<string[]> {
  const { items } = await api.call('groups.list', { query: { orgIds: orgId, limit: mostGroups } })
  return items.map((group) => group.id)
}

/**
 * A bind code, and the look-out for the group in which it is typed.
 * @param inFront nobody is looking otherwise, so the server is not asked
 * @param onBound a new group has come in
 */
export function useBinding(inFront: boolean, onBound: () => void): Binding {
  const [waiting, setWaiting] = useState<Waiting | null>(null)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)

  useEffect(() => {
    if (!waiting || !inFront) return
    const look = async () => {
      if (document.visibilityState === 'hidden') return
      // Not being reached for once is no news; the next look is a moment away.
      const now = await groupsOf(waiting.orgId).catch(() => [])
      if (now.every((id) => waiting.before.has(id))) return
      setWaiting(null)
      toast('绑好了，新群在下面')
      onBound()
    }
    const timer = setInterval(() => void look(), lookEveryMs)
    return () => clearInterval(timer)
  }, [waiting, inFront, onBound])

  return {
    code: waiting?.code ?? null,
    busy,
    problem,
    async ask(orgId) {
      setBusy(true)
      setProblem(null)
      try {
        const before = new Set(await groupsOf(orgId))
        const code = await api.call('groups.bindCode', { body: { orgId } })
        setWaiting({ code, orgId, before })
      } catch (error) {
        setProblem(failureOf(error).message)
      } finally {
        setBusy(false)
      }
    },
    dismiss: () => setWaiting(null),
  }
}
