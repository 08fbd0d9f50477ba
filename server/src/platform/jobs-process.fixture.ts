// A process of jobs.test.ts: `node … <mongodb uri> <database> <name>`; prints `<name> <tick>` per run.
import { connectDatabase } from './database'
import { createJobRunner } from './jobs'
import { createLogger } from './logger'
import { createRunCoordinator } from './run-coordinator.model'

const [uri = '', dbName = '', name = ''] = process.argv.slice(2)
await connectDatabase(uri, dbName)
const coordinator = createRunCoordinator()
let tick = ''
const runner = createJobRunner({
  coordinator: {
    shouldRun(key, ttlMs) {
      tick = key
      return coordinator.shouldRun(key, ttlMs)
    },
  },
  logger: createLogger('silent'),
  jobs: [
    {
      name: 'tick',
      when: { everySeconds: 1 },
      async run() {
        process.stdout.write(`${name} ${tick}\n`)
      },
    },
  ],
})
await runner.start()
