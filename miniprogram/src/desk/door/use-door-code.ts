import { useEffect, useState } from 'react'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { failureOf } from '@/api/failure'
import { serverNow } from '@/api/server-time'

export type DoorCode = OutputOf<'events.code'>

const RETRY_MS = 2_000
/** Never asks more often than this, whatever the clocks say. */
const LEAST_MS = 500

/**
 * What to show and say at the door, always the one that is good now: the next is fetched when the
 * server's clock says that it has changed, while the last one is still taken for some seconds.
 */
export function useDoorCode(id: string, watching: boolean) {
  const [code, setCode] = useState<DoorCode | null>(null)
  const [isLost, setIsLost] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  useEffect(() => {
    if (!watching) return
    let isOver = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const ask = async () => {
      let waitMs = RETRY_MS
      try {
        const next = await api.call('events.code', { params: { id } })
        if (isOver) return
        setCode(next)
        setIsLost(false)
        waitMs = Math.max(LEAST_MS, Date.parse(next.changesAt) - serverNow())
      } catch (error) {
        if (isOver) return
        const { retriable, message } = failureOf(error)
        setIsLost(true)
        if (!retriable) {
          setProblem(message)
          return
        }
      }
      timer = setTimeout(() => void ask(), waitMs)
    }
    void ask()
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [id, watching])
  return { code, isLost, problem }
}
