import type { Clock } from '../../platform/clock'
import type { Job } from '../../platform/jobs'
import type { DeliveryEngine } from '../deliveries'
import { channelOf } from '../groups'
import type { ChannelSending } from './channel.sending'
import { getChannels, type ChannelRecord } from './channel.store'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** A task that nobody confirmed in a week is not going to be; it stays in the list of those that wait. */
const ASKED_FOR_MS = 7 * 24 * HOUR_MS
/** Open ones at once that a sweep knows of; a person's hands make far fewer. */
const MOST_OPEN = 5_000
/** Calls of one sweep: vendors count them, and the next sweep goes on. */
const MOST_CALLS = 100

type Handed = Awaited<ReturnType<DeliveryEngine['handedOpen']>>[number]

/** Minutes between two questions about one message: soon after it was handed over they are many. */
function minutesBetween(ageMs: number): number {
  if (ageMs < HOUR_MS) return 3
  return ageMs < 24 * HOUR_MS ? 15 : 120
}

/** Is it this one's turn in this minute? Spread by id, so that they do not all come at once. */
function isTurnOf({ id, handedAt }: Handed, now: Date): boolean {
  const every = minutesBetween(now.getTime() - handedAt.getTime())
  const minute = Math.floor(now.getTime() / MINUTE_MS)
  return (minute - Number.parseInt(id.slice(-4), 16)) % every === 0
}

/**
 * Asks what became of messages that a person had to confirm. How often follows from their age
 * alone, so that there is nothing to keep and any process may ask.
 */
export function createChannelJobs(deps: {
  clock: Clock
  engine: Pick<DeliveryEngine, 'handedOpen' | 'confirmHanded'>
  sending: ChannelSending
}): Job[] {
  const { clock, engine, sending } = deps

  async function follow(
    handed: Handed,
    channels: ReadonlyMap<string, ChannelRecord>,
    signal: AbortSignal,
  ): Promise<void> {
    const channel = channels.get(channelOf(handed.senderId)?.channelId ?? '')
    if (!channel?.enabled) return
    const outcome = await sending.follow(channel, handed.reference, signal)
    if (outcome !== 'waiting') await engine.confirmHanded(handed.id, outcome)
  }

  return [
    {
      name: 'channels.follow',
      when: { everySeconds: 60 },
      async run(signal) {
        const now = clock.now()
        const due = (await engine.handedOpen(MOST_OPEN, new Date(now.getTime() - ASKED_FOR_MS)))
          .filter((handed) => isTurnOf(handed, now))
          .slice(0, MOST_CALLS)
        const ids = due.flatMap(({ senderId }) => channelOf(senderId)?.channelId ?? [])
        const channels = new Map((await getChannels(ids)).map((each) => [each.id, each]))
        for (const handed of due) if (!signal.aborted) await follow(handed, channels, signal)
      },
    },
  ]
}
