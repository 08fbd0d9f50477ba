import { parentPort, workerData } from 'node:worker_threads'
import { serveDirectory } from './server'

type Settings = { dir: string; port: number; testCommands: boolean }

/** Entry of the worker thread: serves until the parent says `close`. */
async function main(): Promise<void> {
  const { dir, port, testCommands } = workerData as Settings
  try {
    const server = await serveDirectory(dir, port, testCommands)
    parentPort?.once('message', () => {
      void server.close().then(() => {
        parentPort?.postMessage({ closed: true })
        parentPort?.close()
      })
    })
    parentPort?.postMessage({ port: server.port })
  } catch (error) {
    parentPort?.postMessage({ error: error instanceof Error ? error.message : String(error) })
    parentPort?.close()
  }
}

void main()
