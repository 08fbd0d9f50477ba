import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import mongoose from 'mongoose'

/**
 * Stands between the engine and its database, at each of its commands. There a test can let the
 * server die, which is what a kill -9 between two writes comes to, or let another operation go first.
 */
interface Operation {
  /** Commands seen so far, twice each: before it is sent, and when its answer is there. */
  steps: number
  diesAt: number | null
  /** Waits until it is this operation's turn. */
  turn: (() => Promise<void>) | null
}

const running = new AsyncLocalStorage<Operation>()
/** An operation that does not come back is waiting in the database for another one. */
const BLOCKED_MS = 30

/** The server died in the middle of an operation; whoever called it got no answer. */
class ServerDied extends mongoose.mongo.MongoError {
  constructor() {
    super('the server died')
  }
}

async function step(operation: Operation): Promise<void> {
  operation.steps += 1
  if (operation.diesAt !== null && operation.steps >= operation.diesAt) throw new ServerDied()
  await operation.turn?.()
}

type Method = (...args: unknown[]) => Promise<unknown>

function watch(prototype: object, name: string): () => void {
  const original = Reflect.get(prototype, name) as Method
  async function watched(this: unknown, ...args: unknown[]): Promise<unknown> {
    const operation = running.getStore()
    if (!operation) return original.apply(this, args)
    await step(operation)
    const answer = await original.apply(this, args)
    await step(operation)
    return answer
  }
  Reflect.set(prototype, name, watched)
  return () => {
    Reflect.set(prototype, name, original)
  }
}

/**
 * Puts itself between the driver and its users. Rolling back is left alone: a database does that by
 * itself when a client is gone.
 * @returns takes it away again
 */
export function watchDatabase(): () => void {
  const { AbstractCursor, ClientSession, Collection } = mongoose.mongo
  const writes = ['insertOne', 'insertMany', 'updateOne', 'updateMany', 'bulkWrite']
  const undo = [
    ...[...writes, 'findOne', 'findOneAndUpdate', 'countDocuments'].map((name) =>
      watch(Collection.prototype, name),
    ),
    watch(AbstractCursor.prototype, 'toArray'),
    watch(ClientSession.prototype, 'commitTransaction'),
  ]
  return () => {
    for (const each of undo) each()
  }
}

/** What came of an operation; `died`: nobody knows how far it got. */
export type Came<T> = { died: false; value: T } | { died: true }

/**
 * Runs one operation of a server.
 * @param diesAt step at which its process dies (see `Operation.steps`); null = it lives
 */
export async function operate<T>(diesAt: number | null, work: () => Promise<T>): Promise<Came<T>> {
  const turn = running.getStore()?.turn ?? null
  try {
    return { died: false, value: await running.run({ steps: 0, diesAt, turn }, work) }
  } catch (error) {
    if (isDeath(error)) return { died: true }
    throw error
  }
}

function isDeath(error: unknown): boolean {
  if (error instanceof ServerDied) return true
  return error instanceof Error && error.cause instanceof ServerDied
}

interface Side {
  done: boolean
  /** Lets it go on to its next command; null while it is on its way there. */
  go: (() => void) | null
  result: Promise<void>
}

/**
 * Runs operations side by side, a database command at a time.
 * @param turns whose turn it is, one number for each command; counted round
 */
export async function sideBySide(
  works: readonly (() => Promise<void>)[],
  turns: readonly number[],
): Promise<void> {
  let changed = () => {}
  const sides = works.map((work): Side => {
    const side: Side = { done: false, go: null, result: Promise.resolve() }
    const turn = () =>
      new Promise<void>((resolve) => {
        side.go = resolve
        changed()
      })
    side.result = running.run({ steps: 0, diesAt: null, turn }, async () => {
      await turn()
      try {
        await work()
      } finally {
        side.done = true
        changed()
      }
    })
    return side
  })
  const change = () =>
    new Promise<void>((resolve) => {
      changed = resolve
    })
  for (let count = 0; sides.some((side) => !side.done); count += 1) {
    const ready = sides.filter((side) => side.go)
    const next = ready[(turns[count % turns.length] ?? 0) % Math.max(1, ready.length)]
    const moved = change()
    const go = next?.go
    if (next) next.go = null
    go?.()
    const others = sides.some((side) => side !== next && side.go)
    await (others ? Promise.race([moved, delay(BLOCKED_MS)]) : moved)
  }
  await Promise.all(sides.map((side) => side.result))
}
