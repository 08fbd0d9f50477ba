import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'

export type EmbeddedStore = {
  /** `mongodb://127.0.0.1:PORT/?replicaSet=rs0`, for any MongoDB driver on this machine. */
  uri: string
  port: number
  /** Ends connections, waits for the disk, gives the directory free. */
  close(): Promise<void>
}

type FromWorker = { port?: number; error?: string; closed?: boolean }

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
  const first = await nextMessage(worker)
  if (first.error !== undefined || first.port === undefined) {
    await worker.terminate()
    throw new Error(first.error ?? 'the embedded store did not start')
  }
  return {
    uri: `mongodb://127.0.0.1:${first.port}/?replicaSet=rs0`,
    port: first.port,
    close: async () => {
      const closed = new Promise((done) => worker.once('exit', done))
      worker.postMessage('close')
      await closed
    },
  }
}

/** Beside the bundle lies the bundled worker; from source tsx reads the TypeScript. */
function startWorker(workerData: { dir: string; port: number; testCommands: boolean }): Worker {
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

function nextMessage(worker: Worker): Promise<FromWorker> {
  return new Promise((done, fail) => {
    worker.once('message', done)
    worker.once('error', fail)
    worker.once('exit', (code) =>
      fail(new Error(`the embedded store's worker ended early (${code})`)),
    )
  })
}
