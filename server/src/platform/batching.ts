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
 * @param most items in a batch
 */
export function createBatcher<Item, Result>(
  work: (items: readonly Item[]) => Promise<readonly Result[]>,
  most: number,
): Batcher<Item, Result> {
  const queue: Waiting<Item, Result>[] = []
  let isBusy = false

  async function run(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    const results = await work(batch.map(({ item }) => item))
    if (results.length !== batch.length) throw new Error('a result for each item')
    for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result)
  }

  async function drain(): Promise<void> {
    isBusy = true
    while (queue.length > 0) {
      const batch = queue.splice(0, most)
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
        queue.push({ item, resolve, reject })
        if (!isBusy) void drain()
      }),
  }
}
