import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { FromWorker, Settings, ToWorker } from './worker'

export { copyStore } from './storage/backup'
export { holdDirectory } from './storage/directory'

export type EmbeddedStore = {
  /** `mongodb://127.0.0.1:PORT/?replicaSet=rs0`, for any MongoDB driver on this machine. */
  uri: string
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
 * 127.0.0.1. `port` 0, the default, takes a free one. `testCommands` allows `configureFailPoint`, with
 * which driver tests make a server fail.
 * @throws Error with one sentence for a person: directory in use, foreign, damaged or not writable;
 *   port taken.
 */
export async function startEmbeddedStore(options: {
  dir: string
  port?: number
  testCommands?: boolean
}): Promise<EmbeddedStore> {
  const worker = startWorker({
    dir: options.dir,
    port: options.port ?? 0,
    testCommands: options.testCommands ?? false,
  })
  const ended = new Promise<never>((_, fail) => {
    worker.once('error', fail)
    worker.once('exit', () => fail(new Error('the embedded store has ended')))
  })
  ended.catch(() => undefined)
  const [first] = (await Promise.race([once(worker, 'message'), ended])) as [FromWorker]
  if (!('port' in first)) {
    await worker.terminate()
    throw new Error('failed' in first ? first.failed : 'the embedded store did not start')
  }
  const send = (message: ToWorker): void => worker.postMessage(message)
  let asked = 0
  return {
    uri: `mongodb://127.0.0.1:${first.port}/?replicaSet=rs0`,
    port: first.port,
    backup: (file) => {
      const id = (asked += 1)
      send({ backup: file, id })
      return Promise.race([answerTo(worker, id), ended])
    },
    close: async () => {
      send('close')
      await ended.catch(() => undefined)
    },
  }
}

/** Waits for what the worker says of one thing that it was asked. */
function answerTo(worker: Worker, id: number): Promise<void> {
  return new Promise((done, fail) => {
    const hear = (message: FromWorker): void => {
      if (!('id' in message) || message.id !== id) return
      worker.off('message', hear)
      if (message.failed === undefined) done()
      else fail(new Error(message.failed))
    }
    worker.on('message', hear)
  })
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
