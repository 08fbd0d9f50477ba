import { setTimeout as pause } from 'node:timers/promises'
import type { OutputOf } from '@lianxin/shared/contract'
import type { EventStream } from '../../http/route'
import { AttendanceModel } from './attendance.model'
import type { EventDeps } from './event.deps'
import { EventModel } from './event.model'

type Wall = OutputOf<'events.wallNow'>
const LATEST = 8
/** How often the database is looked at for a screen that stands open; a hall has one or two. */
const LOOK_MS = 1_000
/** Proxies close what says nothing. */
const STILL_HERE_MS = 15_000

/** The screen at the door: how many are here, and who just came, by the first character of the name. */
export function createWall({ people }: Pick<EventDeps, 'people'>) {
  async function now(eventId: string): Promise<Wall> {
    const [event, came, here, arrived, gone] = await Promise.all([
      EventModel.findById(eventId, { taken: 1, waiting: 1 }).lean(),
      AttendanceModel.countDocuments({ eventId }),
      AttendanceModel.countDocuments({ eventId, outAt: null }),
      AttendanceModel.find({ eventId }).sort({ inAt: -1 }).limit(LATEST).lean(),
      AttendanceModel.find({ eventId, outAt: { $ne: null } })
        .sort({ outAt: -1 })
        .limit(LATEST)
        .lean(),
    ])
    const known = await people.getMany(
      [...arrived, ...gone].map(({ personId }) => String(personId)),
    )
    const shown = (personId: unknown) => `${known.get(String(personId))?.name.slice(0, 1) ?? ''}**`
    const marks = [
      ...arrived.map(({ personId, inAt }) => ({ personId, at: inAt, way: 'in' as const })),
      ...gone.flatMap(({ personId, outAt }) =>
        outAt ? [{ personId, at: outAt, way: 'out' as const }] : [],
      ),
    ]
    return {
      taken: event?.taken ?? 0,
      waiting: event?.waiting ?? 0,
      came,
      here,
      latest: marks
        .toSorted((a, b) => b.at.getTime() - a.at.getTime())
        .slice(0, LATEST)
        .map(({ personId, at, way }) => ({ name: shown(personId), at: at.toISOString(), way })),
    }
  }

  /** Each change of it, until whoever looks goes away. */
  function stream(eventId: string): EventStream {
    return {
      async *events(signal) {
        let told = ''
        let lastWord = 0
        while (!signal.aborted) {
          const data = JSON.stringify(await now(eventId))
          if (data !== told) {
            yield `data: ${data}\n\n`
            told = data
            lastWord = performance.now()
          } else if (performance.now() - lastWord > STILL_HERE_MS) {
            yield ': still here\n\n'
            lastWord = performance.now()
          }
          await pause(LOOK_MS, undefined, { signal }).catch(() => undefined)
        }
      },
    }
  }

  return { now, stream }
}

export type WallService = ReturnType<typeof createWall>
