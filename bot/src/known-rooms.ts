/** What the server has said about rooms; refreshed with every hello and every poll. */
export interface KnownRooms {
  isBound(roomId: string): boolean
  isAwaitingRating(roomId: string): boolean
  setBound(roomIds: readonly string[]): void
  setAwaiting(roomIds: readonly string[]): void
}

/** Makes it, knowing nothing yet. */
export function createKnownRooms(): KnownRooms {
  let bound = new Set<string>()
  let awaiting = new Set<string>()
  return {
    isBound: (roomId) => bound.has(roomId),
    isAwaitingRating: (roomId) => awaiting.has(roomId),
    setBound(roomIds) {
      bound = new Set(roomIds)
    },
    setAwaiting(roomIds) {
      awaiting = new Set(roomIds)
    },
  }
}
