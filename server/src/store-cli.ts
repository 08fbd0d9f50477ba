import { parseArgs } from 'node:util'
import { startEmbeddedStore } from './embedded-mongo'

/** The embedded store alone: prints its URI on the first line and serves until it is told to stop. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      socket: { type: 'string' },
      dir: { type: 'string', default: './data/store' },
    },
  })
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port must be a whole number from 0 to 65535, not ${values.port}`)
  const store = await startEmbeddedStore({
    dir: values.dir,
    port,
    ...(values.socket === undefined ? {} : { socket: values.socket }),
    testCommands: true,
  })
  process.stdout.write(`${store.uri}\n`)
  let stopping = false
  const stop = (): void => {
    if (stopping) return
    stopping = true
    void store.close().then(() => process.exit(0))
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
