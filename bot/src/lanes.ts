import { ApiError, UnreachableError } from './api'
import { kindOf, type Logger } from './logger'
import { backOffMs, pause } from './pause'

/** More than a day of a busy district; beyond it the server has been away for long. */
const MOST_WAITING = 5_000
const MOST_AT_ONCE = 8
const FIRST_RETRY_MS = 250
const LONGEST_RETRY_MS = 15_000
/** A server that is there but keeps failing on one message gets this many tries (about an hour). */
const MOST_REFUSALS = 240

type Work = () => Promise<void>

/** Work in order within a lane (a chat), side by side between lanes, tried until it is done. */
export interface Lanes {
  /** @returns false when too much is waiting: the work was not taken */
  add(lane: string, work: Work): boolean
  /** Waits until nothing is left or `limitMs` is over, then gives up what is left. */
  drain(limitMs: number): Promise<void>
}

/** Will the server never take this message, however often it is tried? */
export function isFinal(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false
  // What is wrong with the message itself stays wrong; all else may be mended meanwhile.
  return [400, 413, 415, 422].includes(error.status)
}

/** Makes lanes whose work talks to the server; in memory and bounded. */
export function createLanes(logger: Logger): Lanes {
  const waiting = new Map<string, Work[]>()
  const running = new Set<string>()
  const stopping = new AbortController()
  let size = 0
  let onIdle = () => {}

  async function attempt(work: Work): Promise<void> {
    for (let tries = 0, refusals = 0; !stopping.signal.aborted; tries += 1) {
      try {
        return await work()
      } catch (error) {
        if (!(error instanceof UnreachableError)) refusals += 1
        if (isFinal(error) || refusals > MOST_REFUSALS) {
          logger.error({ code: error instanceof ApiError ? error.code : kindOf(error) }, 'given up')
          return undefined
        }
      }
      await pause(backOffMs(tries, FIRST_RETRY_MS, LONGEST_RETRY_MS), stopping.signal)
    }
    return undefined
  }

  async function runLane(lane: string): Promise<void> {
    running.add(lane)
    const queue = waiting.get(lane) ?? []
    for (let work = queue.shift(); work; work = queue.shift()) {
      await attempt(work)
      size -= 1
    }
    running.delete(lane)
    waiting.delete(lane)
    if (size === 0) onIdle()
    startNext()
  }

  function startNext(): void {
    for (const lane of waiting.keys()) {
      if (running.size >= MOST_AT_ONCE) return
      if (!running.has(lane)) void runLane(lane)
    }
  }

  return {
    add(lane, work) {
      if (size >= MOST_WAITING || stopping.signal.aborted) return false
      size += 1
      const queue = waiting.get(lane)
      if (queue) queue.push(work)
      else waiting.set(lane, [work])
      startNext()
      return true
    },
    async drain(limitMs) {
      if (size > 0) {
        const idle = new Promise<void>((resolve) => {
          onIdle = resolve
        })
        await Promise.race([idle, pause(limitMs, stopping.signal)])
      }
      stopping.abort()
    },
  }
}
