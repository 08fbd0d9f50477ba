import { MongoError } from '../errors'

/** Passed through a pipeline in place of a document: "long enough, let others run". */
export const PAUSE = Symbol('pause')
export type Pause = typeof PAUSE

const SLICE_MS = 8

/** Tells a loop when its slice of time is over. */
export class Pacer {
  private since = performance.now()

  due(): boolean {
    return performance.now() - this.since > SLICE_MS
  }

  restart(): void {
    this.since = performance.now()
  }
}

/** Passes a stream on, with a pause wherever making and using its items has taken a slice. */
export function* paced<Item>(stream: Iterable<Item | Pause>): Generator<Item | Pause> {
  const pacer = new Pacer()
  for (const item of stream) {
    yield item
    if (item !== PAUSE && !pacer.due()) continue
    if (item !== PAUSE) yield PAUSE
    pacer.restart()
  }
}

/** When a command's `maxTimeMS` is over; 0 means no limit. */
export function deadlineOf(maxTimeMs: number): number {
  return maxTimeMs > 0 ? performance.now() + maxTimeMs : Number.POSITIVE_INFINITY
}

/** Lets other work run, and ends a command that has used up its time. */
export async function breathe(deadline: number): Promise<void> {
  if (performance.now() > deadline)
    throw new MongoError('MaxTimeMSExpired', 'operation exceeded time limit')
  await new Promise((done) => setImmediate(done))
}
