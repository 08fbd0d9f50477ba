import { useEffect, useState } from 'react'
import { addressOf } from '@lianxin/shared/client'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { failureOf } from '@/api/failure'
import { isWeapp } from '@/lib/platform'
import { openStream } from '../parts/transfer'
import { eventData } from './event-data'

export type Wall = OutputOf<'events.wallNow'>

/** WeChat has no streams: it asks again. */
const POLL_MS = 3_000
const RECONNECT_MS = 2_000
/** The server says something every 15 s: after this silence the line is dead, whatever TCP thinks. */
const SILENCE_MS = 40_000

interface Listener {
  tell: (wall: Wall) => void
  /** Why nothing comes; null: it is tried again. */
  lost: (message: string | null) => void
}

/** Asks and asks. @returns stops that */
function poll(id: string, { tell, lost }: Listener): () => void {
  let isOver = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const ask = async () => {
    try {
      const wall = await api.call('events.wallNow', { params: { id } })
      if (!isOver) tell(wall)
    } catch (error) {
      const { retriable, message } = failureOf(error)
      if (!isOver) lost(retriable ? null : message)
      if (!retriable) return
    }
    if (!isOver) timer = setTimeout(() => void ask(), POLL_MS)
  }
  void ask()
  return () => {
    isOver = true
    clearTimeout(timer)
  }
}

/** Listens until the line breaks. @throws ApiError, UnreachableError, whatever breaks the line */
async function listen(id: string, line: AbortController, tell: Listener['tell']): Promise<void> {
  let watch: ReturnType<typeof setTimeout> | undefined
  const live = () => {
    clearTimeout(watch)
    watch = setTimeout(() => line.abort(), SILENCE_MS)
  }
  live()
  try {
    const { path } = addressOf('events.wall', { params: { id } })
    const stream = await openStream(path, line.signal)
    for await (const data of eventData(stream, live)) tell(JSON.parse(data) as Wall)
  } finally {
    clearTimeout(watch)
  }
}

/** Follows the stream, again and again. @returns stops that */
function follow(id: string, { tell, lost }: Listener): () => void {
  let isOver = false
  let line = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const open = async () => {
    let problem: string | null = null
    try {
      await listen(id, line, (wall) => {
        if (!isOver) tell(wall)
      })
    } catch (error) {
      const { retriable, message } = failureOf(error)
      if (!retriable) problem = message
    }
    if (isOver) return
    lost(problem)
    if (problem !== null) return
    line = new AbortController()
    timer = setTimeout(() => void open(), RECONNECT_MS)
  }
  void open()
  return () => {
    isOver = true
    line.abort()
    clearTimeout(timer)
  }
}

/**
 * The numbers at the door as they change, as long as somebody looks.
 * @param watching false stops asking; what was last known stays
 */
export function useWall(id: string, watching: boolean) {
  const [wall, setWall] = useState<Wall | null>(null)
  const [isLost, setIsLost] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  useEffect(() => {
    if (!watching) return
    const listener: Listener = {
      tell(next) {
        setWall(next)
        setIsLost(false)
      },
      lost(message) {
        setIsLost(true)
        setProblem(message)
      },
    }
    return isWeapp ? poll(id, listener) : follow(id, listener)
  }, [id, watching])
  return { wall, isLost, problem }
}
