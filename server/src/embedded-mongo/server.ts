import { Engine } from './commands/engine'
import { sweepExpired } from './commands/ttl'
import { Store } from './storage/store'
import { listen } from './wire/server'

const SWEEP_EVERY_MS = 1000
const TTL_EVERY_MS = 60_000

/** A directory that is being served. */
type Serving = {
  uri: string
  port: number
  backup(file: string): Promise<void>
  close(): Promise<void>
}

/**
 * Opens a directory and serves it from this thread, at a port of 127.0.0.1 or the path of a unix
 * socket. @throws Error with a sentence for a person.
 */
export async function serveDirectory(
  dir: string,
  at: number | string,
  testCommands = false,
): Promise<Serving> {
  const store = await Store.open(dir)
  const engine = new Engine(store, testCommands)
  let server: Awaited<ReturnType<typeof listen>>
  try {
    server = await listen(engine, at)
  } catch (error) {
    await store.close()
    throw error
  }
  let lastTtl = Date.now()
  let sweeping: Promise<unknown> = Promise.resolve()
  const timer = setInterval(() => {
    const now = Date.now()
    engine.sessions.sweep(now)
    engine.cursors.sweep(now)
    if (now - lastTtl < TTL_EVERY_MS) return
    lastTtl = now
    sweeping = Promise.allSettled([sweepExpired(engine, now), store.forgetOldSessions(now)])
  }, SWEEP_EVERY_MS)
  timer.unref()
  return {
    uri: server.uri,
    port: server.port,
    backup: (file) => store.backup(file),
    close: async () => {
      clearInterval(timer)
      await server.close()
      await sweeping
      await engine.close()
    },
  }
}
