import type { Clock } from '../../platform/clock'
import type { Keyring } from '../../platform/keyring'

/** A QR code is shown for this long. */
const TOKEN_MS = 30_000
/** What it takes to open a camera and send: after that a photo of the code is of no use. */
const TOKEN_GRACE_MS = 10_000
/** A code that is said aloud must live until the last row has typed it. */
const SPOKEN_MS = 300_000
const SPOKEN_GRACE_MS = 60_000

/** What is shown and said at the door of an event. Nothing is stored: it follows from key and time. */
export function createDoorCodes({ clock, keyring }: { clock: Clock; keyring: Keyring }) {
  const windowAt = (at: number, length: number) => Math.floor(at / length)
  const signed = (eventId: string, window: number) =>
    keyring.sign('event-door', `${eventId}:${window}`).slice(0, 20)
  const spoken = (eventId: string, window: number) => {
    const bytes = Buffer.from(keyring.sign('event-spoken', `${eventId}:${window}`), 'base64url')
    // 2 ** 32 is so much more than a million that no code is noticeably likelier.
    return String(bytes.readUInt32BE(0) % 1_000_000).padStart(6, '0')
  }

  /** The windows of which a code is good now: this one, and the last while its grace runs. */
  function goodWindows(length: number, grace: number): number[] {
    const now = clock.now().getTime()
    const windows = [windowAt(now, length), windowAt(now - grace, length)]
    return [...new Set(windows)]
  }

  return {
    /** What to show and say now. */
    current(eventId: string) {
      const now = clock.now().getTime()
      const [token, words] = [windowAt(now, TOKEN_MS), windowAt(now, SPOKEN_MS)]
      return {
        token: signed(eventId, token),
        spoken: spoken(eventId, words),
        changesAt: new Date((token + 1) * TOKEN_MS),
        spokenChangesAt: new Date((words + 1) * SPOKEN_MS),
      }
    },
    isToken: (eventId: string, token: string) =>
      goodWindows(TOKEN_MS, TOKEN_GRACE_MS).some((window) => signed(eventId, window) === token),
    isSpoken: (eventId: string, code: string) =>
      goodWindows(SPOKEN_MS, SPOKEN_GRACE_MS).some((window) => spoken(eventId, window) === code),
  }
}

export type DoorCodes = ReturnType<typeof createDoorCodes>
