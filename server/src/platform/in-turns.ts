/**
 * Works through a list, some at a time, and begins nothing more once it is told to stop.
 * @param atOnce how many at the same time
 * @throws what `work` throws; those under way are not waited for then
 */
export async function inTurns<T>(
  items: readonly T[],
  atOnce: number,
  signal: AbortSignal,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items]
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      if (signal.aborted) return
      await work(item)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}
