import { createTask, validate, type ScheduledTask } from 'node-cron'
import type { Logger } from './logger'
import type { RunCoordinator } from './run-coordinator.model'

/**
 * Work that a tick sweeps. node-cron remembers nothing, so what is due stands in the database and
 * `run` takes all of it. It must be idempotent and safe to overlap with itself in another process.
 */
export interface Job {
  /** Unique; the processes elect by it. */
  name: string
  /** Five- or six-field cron expression in Asia/Shanghai, or a period that divides a minute. */
  when: { cron: string } | { everySeconds: number }
  /** @param signal aborted when the process stops: finish the current step and return */
  run(signal: AbortSignal): Promise<void>
}

export interface JobRunner {
  start(): Promise<void>
  /** Ticks end at once; resolves when the runs under way are over. */
  stop(): Promise<void>
}

function expressionOf({ name, when }: Job): string {
  if ('cron' in when) {
    if (!validate(when.cron)) throw new Error(`job ${name}: bad cron expression ${when.cron}`)
    return when.cron
  }
  if (60 % when.everySeconds !== 0)
    throw new Error(`job ${name}: ${when.everySeconds} s does not divide a minute`)
  return when.everySeconds === 60 ? '0 * * * * *' : `*/${when.everySeconds} * * * * *`
}

/**
 * Runs jobs on their ticks, each tick in one of however many server processes there are.
 * @throws when a job's schedule is not valid
 */
export function createJobRunner(deps: {
  coordinator: RunCoordinator
  logger: Logger
  jobs: readonly Job[]
}): JobRunner {
  const { coordinator, logger, jobs } = deps
  const running = new Set<Promise<void>>()
  const stopping = new AbortController()
  const cronLogger = {
    info: (message: string) => logger.debug(message),
    warn: (message: string) => logger.warn(message),
    error: (message: string | Error) => logger.error({ err: message }, 'cron'),
    debug: (message: string | Error) => logger.debug({ err: message }, 'cron'),
  }

  function track(work: Promise<unknown>): void {
    const over = work.then(
      () => undefined,
      () => undefined,
    )
    running.add(over)
    void over.then(() => running.delete(over))
  }

  /** While stopping nobody is elected any more, and a question already asked is waited for. */
  const electing: RunCoordinator = {
    async shouldRun(key, ttlMs) {
      if (stopping.signal.aborted) return false
      const answer = coordinator.shouldRun(key, ttlMs)
      track(answer)
      return answer
    },
  }

  async function runJob(job: Job): Promise<void> {
    if (stopping.signal.aborted) return
    try {
      await job.run(stopping.signal)
    } catch (error) {
      // the next tick finds the same work still due
      if (!stopping.signal.aborted) logger.error({ err: error, job: job.name }, 'job failed')
    }
  }

  const tasks: ScheduledTask[] = jobs.map((job) =>
    createTask(
      expressionOf(job),
      async () => {
        const run = runJob(job)
        track(run)
        await run
      },
      {
        name: job.name,
        timezone: 'Asia/Shanghai',
        distributed: true,
        runCoordinator: electing,
        noOverlap: true,
        // A late tick is as good as one in time: it only sweeps what is due.
        suppressMissedWarning: true,
        missedExecutionTolerance: 5000,
        logger: { ...cronLogger, warn: cronLogger.debug },
      },
    ),
  )

  return {
    async start() {
      for (const task of tasks) await task.start()
    },
    async stop() {
      stopping.abort()
      for (const task of tasks) await task.destroy()
      await Promise.all(running)
    },
  }
}
