import { spawn, type ChildProcess } from 'node:child_process'
import path from 'node:path'
import { repositoryRoot } from './paths'

/** One of our own programs, running as a real process; it can be killed and started again. */
export interface Program {
  /** Starts it (again). */
  start(): void
  /** Sends the signal and waits for the end; SIGKILL follows after 10 s. Does nothing when it is not running. */
  kill(signal?: NodeJS.Signals): Promise<void>
  running(): boolean
  /** How the last run ended, or null while it runs. */
  exitCode(): number | null
  /** Everything it printed, over all runs. */
  output(): string
}

const stopLimitMs = 10_000

/** @param script built file, relative to the root @param env its whole environment */
export function program(script: string, env: NodeJS.ProcessEnv): Program {
  let child: ChildProcess | undefined
  let output = ''
  const running = () => child !== undefined && child.exitCode === null && child.signalCode === null
  return {
    start() {
      if (running()) throw new Error(`${script} is running already`)
      child = spawn(process.execPath, [path.join(repositoryRoot, script)], {
        cwd: repositoryRoot,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const keep = (chunk: Buffer) => {
        output += chunk.toString()
      }
      child.stdout?.on('data', keep)
      child.stderr?.on('data', keep)
    },
    kill: (signal = 'SIGTERM') =>
      new Promise((resolve) => {
        const target = child
        if (!target || !running()) return resolve()
        const killer = setTimeout(() => target.kill('SIGKILL'), stopLimitMs)
        target.once('close', () => {
          clearTimeout(killer)
          resolve()
        })
        target.kill(signal)
      }),
    running,
    exitCode: () => child?.exitCode ?? null,
    output: () => output,
  }
}
