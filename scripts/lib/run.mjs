// Running other programs, and the one error class these scripts show to a person.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The repository's root, without a trailing slash. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '')

/** An error whose message is meant for a person: shown alone, without a stack. */
export class Problem extends Error {}

/**
 * Runs a program to its end and keeps what it printed (the last 400 kB).
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, show?: boolean }} [options] `show` passes the
 *   output through to the terminal instead of keeping it
 * @returns {Promise<{ code: number, output: string }>} exit code (1 for a signal), output of both streams
 */
export function run(command, args, { cwd = root, env = process.env, show = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      // npx is a .cmd file there, which only a shell can start
      shell: process.platform === 'win32' && command !== process.execPath,
    })
    let output = ''
    const keep = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk.toString()).slice(-400_000)
    }
    child.stdout?.on('data', keep)
    child.stderr?.on('data', keep)
    child.on('error', (error) => resolve({ code: 127, output: `${command}: ${error.message}\n` }))
    child.on('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

/**
 * Like `run`, but a failure is a `Problem` that carries the end of the output.
 * @param {string} what what was tried, for the message
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<string>} the output
 */
export async function mustRun(what, command, args, options) {
  const { code, output } = await run(command, args, options)
  if (code === 0) return output
  const tail = output.trim().split('\n').slice(-25).join('\n')
  throw new Problem(`${what} failed (exit code ${code}):\n${tail}`)
}

/** Prints a `Problem` as its message alone, any other error with its stack; then exits 1. */
export function failWith(/** @type {unknown} */ error) {
  console.error(error instanceof Problem ? error.message : error)
  process.exit(1)
}
