import { parentPort, workerData } from 'node:worker_threads'
import { serveDirectory } from './server'

/** What the thread is started with, what it is told later, and what it tells. */
export type Settings = { dir: string; at: number | string; testCommands: boolean }
export type ToWorker = 'close' | { backup: string; id: number }
export type FromWorker =
  | { uri: string; port: number }
  | { failed: string }
  | { id: number; failed?: string }

/** Entry of the worker thread: serves until the parent says `close`. */
async function main(): Promise<void> {
  const { dir, at, testCommands } = workerData as Settings
  const tell = (message: FromWorker): void => parentPort?.postMessage(message)
  try {
    const server = await serveDirectory(dir, at, testCommands)
    parentPort?.on('message', (message: ToWorker) => {
      if (message === 'close') {
        void server.close().finally(() => parentPort?.close())
        return
      }
      const { backup, id } = message
      server.backup(backup).then(
        () => tell({ id }),
        (error: unknown) => tell({ id, failed: sentence(error) }),
      )
    })
    tell({ uri: server.uri, port: server.port })
  } catch (error) {
    tell({ failed: sentence(error) })
    parentPort?.close()
  }
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

void main()
