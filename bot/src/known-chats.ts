/** What the server has said about chats; refreshed with every hello and every poll. */
export interface KnownChats {
  isBound(roomId: string): boolean
  isAwaitingRating(roomId: string): boolean
  /** Have we written to this contact, in this run or, as far as the server waits for it, before? */
  isWrittenTo(contactId: string): boolean
  setBound(roomIds: readonly string[]): void
  setAwaiting(roomIds: readonly string[]): void
  noteWrittenTo(contactIds: readonly string[]): void
  /** Resolves when the server has told for the first time which rooms are ours. */
  told: Promise<void>
}

/** Makes it, knowing nothing yet. */
export function createKnownChats(): KnownChats {
  let bound = new Set<string>()
  let awaiting = new Set<string>()
  const writtenTo = new Set<string>()
  let tell = () => {}
  const told = new Promise<void>((resolve) => {
    tell = resolve
  })
  return {
    told,
    isBound: (roomId) => bound.has(roomId),
    isAwaitingRating: (roomId) => awaiting.has(roomId),
    isWrittenTo: (contactId) => writtenTo.has(contactId),
    setBound(roomIds) {
      bound = new Set(roomIds)
      tell()
    },
    setAwaiting(roomIds) {
      awaiting = new Set(roomIds)
    },
    noteWrittenTo(contactIds) {
      for (const contactId of contactIds) writtenTo.add(contactId)
    },
  }
}
