/** Gathers what is asked for at the same time and has it done at once. */
export interface Batcher<Item, Result> {
  /** @throws what `work` throws for this item alone */
  add(item: Item): Promise<Result>
}

interface Waiting<Item, Result> {
  item: Item
  resolve(result: Result): void
  reject(error: unknown): void
}

/**
 * Group commit: while one batch is under way, what comes in waits for the next one. Nobody waits for
 * company, so alone it costs what it always did, and a rush pays for a batch what one would cost.
 * A batch that fails is done again one by one: nobody fails for what another one brought.
 * @param work does all or nothing; gives a result for each item, in their order
 * @param options.most  items in a batch
 * @param options.keyOf what may be done together: items of different keys never share a batch; whose
 *                      key came first goes first. Default: everything
 */
export function createBatcher<Item, Result>(
  work: (items: readonly Item[]) => Promise<readonly Result[]>,
  { most, keyOf = () => '' }: { most: number; keyOf?: (item: Item) => string },
): Batcher<Item, Result> {
  /** In the order in which their first items came. */
  const queues = new Map<string, Waiting<Item, Result>[]>()
  let isBusy = false

  /** The next batch, or null when nothing waits. */
  function next(): readonly Waiting<Item, Result>[] | null {
    for (const [key, queue] of queues) {
      const batch = queue.splice(0, most)
      if (queue.length === 0) queues.delete(key)
      return batch
    }
    return null
  }

  async function run(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    const results = await work(batch.map(({ item }) => item))
    if (results.length !== batch.length) throw new Error('a result for each item')
    for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result)
  }

  async function drain(): Promise<void> {
    isBusy = true
    for (let batch = next(); batch; batch = next()) {
      try {
        await run(batch)
      } catch (error) {
        if (batch.length === 1) batch[0]?.reject(error)
        else for (const each of batch) await run([each]).catch(each.reject)
      }
    }
    isBusy = false
  }

  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        const key = keyOf(item)
        const queue = queues.get(key) ?? []
        queue.push({ item, resolve, reject })
        queues.set(key, queue)
        if (!isBusy) void drain()
      }),
  }
}
