import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { FromWorker, Settings, ToWorker } from './worker'

export { copyStore } from './storage/backup'
export { holdDirectory } from './storage/directory'

export type EmbeddedStore = {
  /** For any MongoDB driver on this machine: `mongodb://127.0.0.1:PORT/?replicaSet=rs0`. */
  uri: string
  /** 0 on a unix socket. */
  port: number
  /**
   * Writes a copy of the newest committed state to a new file while reading and writing go on. In an
   * empty directory, named `store.mdb`, it is a store.
   * @throws Error with one sentence for a person: the file is there, or cannot be written.
   */
  backup(file: string): Promise<void>
  /** Ends connections, waits for the disk and for copies under way, gives the directory free. */
  close(): Promise<void>
}

/**
 * Starts the embedded store on a directory (made when missing) in a worker thread, listening on
 * 127.0.0.1 or, with `socket`, on a unix socket at that path (ending in `.sock`), which only this user
 * may open. `port` 0, the default, takes a free one. `testCommands` allows `configureFailPoint`, with
 * which driver tests make a server fail. A fault that ends the thread later is an uncaught exception
 * of this process: nothing works without its database.
 * @throws Error with one sentence for a person: directory in use, foreign, damaged or not writable;
 *   port or socket taken.
 */
export async function startEmbeddedStore(options: {
  dir: string
  port?: number
  socket?: string
  testCommands?: boolean
}): Promise<EmbeddedStore> {
  const worker = startWorker({
    dir: options.dir,
    at: options.socket ?? options.port ?? 0,
    testCommands: options.testCommands ?? false,
  })
  const exited = once(worker, 'exit')
  const first = await Promise.race([nextMessage(worker), exited])
  if (!('uri' in first)) {
    await worker.terminate()
    throw new Error('failed' in first ? first.failed : 'the embedded store did not start')
  }
  const send = (message: ToWorker): void => worker.postMessage(message)
  let asked = 0
  return {
    ...first,
    backup: async (file) => {
      const id = (asked += 1)
      send({ backup: file, id })
      const answer = await Promise.race([answerTo(worker, id), exited])
      if (!('id' in answer)) throw new Error('the embedded store has ended')
      if (answer.failed !== undefined) throw new Error(answer.failed)
    },
    close: async () => {
      send('close')
      await exited
    },
  }
}

async function nextMessage(worker: Worker): Promise<FromWorker> {
  const [message] = (await once(worker, 'message')) as [FromWorker]
  return message
}

/** What the worker says of one thing that it was asked. */
async function answerTo(worker: Worker, id: number): Promise<FromWorker> {
  for (;;) {
    const message = await nextMessage(worker)
    if ('id' in message && message.id === id) return message
  }
}

/** Beside the bundle lies the bundled worker; from source tsx reads the TypeScript. */
function startWorker(workerData: Settings): Worker {
  const bundled = new URL('./embedded-mongo-worker.js', import.meta.url)
  if (existsSync(fileURLToPath(bundled))) return new Worker(bundled, { workerData })
  const source = new URL('./worker.ts', import.meta.url).href
  const tsx = pathToFileURL(
    createRequire(import.meta.url)
      .resolve('tsx/esm/api')
      .replace(/cjs$/, 'mjs'),
  ).href
  const code = `import(${JSON.stringify(tsx)}).then(({ register }) => { register(); return import(${JSON.stringify(source)}) })`
  return new Worker(code, { eval: true, workerData })
}
