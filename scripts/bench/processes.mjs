// The processes of a run, and a way to end all of them and remove what they left.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { freePort } from '../lib/free-port.mjs'
import { Problem, root } from '../lib/run.mjs'
import { requireOfServer } from './packages.mjs'

const startLimitMs = 60_000
const stopLimitMs = 10_000

/** @typedef {() => Promise<void> | void} Undo */
/** @typedef {{ pid: number, stop(): Promise<void>, firstLine: Promise<string> }} Child */

/** Everything that must be undone, whatever happens; the last one first. */
export function createUndoList() {
  /** @type {Undo[]} */
  const list = []
  return {
    add: (/** @type {Undo} */ undo) => void list.push(undo),
    async run() {
      for (let undo = list.pop(); undo; undo = list.pop()) {
        await Promise.resolve(undo()).catch((error) => console.error(error))
      }
    },
  }
}

/** @typedef {ReturnType<typeof createUndoList>} UndoList */

/** @param {UndoList} undo @returns {string} a new, empty directory */
export function temporaryFolder(undo) {
  const folder = mkdtempSync(path.join(tmpdir(), 'lianxin-bench-'))
  undo.add(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/**
 * Starts a program of ours.
 * @param {UndoList} undo
 * @param {string[]} args a script below the root and its arguments
 * @param {NodeJS.ProcessEnv} env its whole environment
 * @param {boolean} [showsErrors] what it says on standard error is for whoever looks on
 * @returns {Child}
 */
export function launch(undo, args, env, showsErrors = false) {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Ctrl-C reaches only us; we end the children in order
    detached: process.platform !== 'win32',
  })
  let output = ''
  const keep = (/** @type {Buffer} */ chunk) => {
    output = (output + chunk.toString()).slice(-20_000)
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  if (showsErrors) child.stderr.pipe(process.stderr)
  const ended = new Promise((resolve) => child.once('close', resolve))
  /** @type {Promise<string>} */
  const firstLine = new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve)
    child.once('error', reject)
    child.once('close', (code) =>
      reject(new Problem(`${args[0]} ended with code ${code}:\n${output.trim()}`)),
    )
  })
  firstLine.catch(() => undefined)
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    const killer = setTimeout(() => child.kill('SIGKILL'), stopLimitMs)
    await ended
    clearTimeout(killer)
  }
  undo.add(stop)
  return { pid: child.pid ?? 0, stop, firstLine }
}

/**
 * Has a TypeScript file beside this one measure something, in a process of its own; how far it is, it
 * tells whoever looks on.
 * @param {UndoList} undo
 * @param {string} script its name
 * @param {string[]} args
 * @param {string[]} [nodeArgs]
 * @returns {Promise<any>} the line of JSON that it prints
 */
export async function measureIn(undo, script, args, nodeArgs = []) {
  const tsx = pathToFileURL(requireOfServer.resolve('tsx')).href
  const file = path.join('scripts', 'bench', script)
  const child = launch(undo, [...nodeArgs, '--import', tsx, file, ...args], process.env, true)
  return JSON.parse(await child.firstLine)
}

/**
 * The environment that a server of the bench gets: the demo's accounts, no pacing.
 * @param {{ port: number, dataDir: string, database?: { uri: string, name: string } }} options
 * @returns {NodeJS.ProcessEnv}
 */
function serverEnvironment({ port, dataDir, database }) {
  const { MONGODB_URI: _uri, MONGODB_DB: _db, NODE_OPTIONS: _options, ...env } = process.env
  return {
    ...env,
    NODE_ENV: 'development',
    DEMO: '1',
    PORT: String(port),
    HOST: '127.0.0.1',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'warn',
    SEND_CHAT_GAP_MS: '0',
    SEND_ACCOUNT_GAP_MS: '0',
    SEND_ACCOUNT_GAP_JITTER_MS: '0',
    SEND_PER_MINUTE: '10000',
    SEND_PER_DAY: '1000000',
    ...(database && { MONGODB_URI: database.uri, MONGODB_DB: database.name }),
  }
}

/**
 * Starts the server and waits until `/api/health` answers.
 * @param {UndoList} undo
 * @param {{ dataDir: string, database?: { uri: string, name: string }, nodeArgs?: string[] }} options
 *   without `database` the embedded store within the server
 * @returns {Promise<{ url: string, seconds: number, child: Child }>} seconds from start to answer
 */
export async function startServer(undo, { nodeArgs = [], ...options }) {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const started = performance.now()
  const args = [...nodeArgs, path.join('server', 'dist', 'main.js')]
  const child = launch(undo, args, serverEnvironment({ ...options, port }))
  /** @type {Error | undefined} */
  let failure
  child.firstLine.catch((/** @type {Error} */ error) => {
    failure = error
  })
  while (performance.now() - started < startLimitMs) {
    if (failure) throw failure
    if (await answers(`${url}/api/health`))
      return { url, child, seconds: (performance.now() - started) / 1000 }
    await delay(20)
  }
  throw new Problem('The server did not answer within a minute.')
}

/** @param {string} url @returns {Promise<boolean>} */
async function answers(url) {
  try {
    const response = await fetch(url)
    await response.arrayBuffer()
    return response.ok
  } catch {
    return false
  }
}

/** @typedef {{ total: number, own: number }} Memory MiB */

/**
 * Resident memory of a process, where /proc tells it: all of it, and without the pages of mapped
 * files. Those of a store are the system's file cache, which it gives back when others need it.
 * @param {number} pid @returns {Memory | null}
 */
export function memoryMiB(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const mib = (/** @type {string} */ name) =>
      Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024
    return { total: mib('VmRSS'), own: mib('RssAnon') }
  } catch {
    return null
  }
}

/** @param {number} pid @returns {number | null} MiB without mapped files */
export const residentMiB = (pid) => memoryMiB(pid)?.own ?? null

/** @param {number} pid @returns {number} processor seconds used so far; NaN where /proc tells none */
export function cpuSeconds(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // user and system time, in hundredths of a second
    return (Number(fields[11]) + Number(fields[12])) / 100
  } catch {
    return NaN
  }
}
