import type { Clock } from '../../platform/clock'
import { listRoomIds } from '../groups'

/** A bot says hello, and so names its rooms, every 30 s. */
const FRESH_MS = 60_000

/**
 * Remembers which bound rooms each account is in, so that a poll every second or two need not
 * read thousands of groups.
 */
export function createRoomMemory(clock: Clock) {
  const memory = new Map<string, { roomIds: string[]; at: number }>()
  function keep(accountId: string, roomIds: string[]): void {
    memory.set(accountId, { roomIds, at: clock.now().getTime() })
  }
  return {
    keep,
    /** Room ids of the account's bound groups. */
    async of(accountId: string): Promise<string[]> {
      const known = memory.get(accountId)
      if (known && Math.abs(clock.now().getTime() - known.at) < FRESH_MS) return known.roomIds
      // another server process got the hello
      const roomIds = await listRoomIds(accountId)
      keep(accountId, roomIds)
      return roomIds
    },
  }
}
