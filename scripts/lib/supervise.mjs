// Keeps the server and the bot running together, and stops them together.
import { spawn } from 'node:child_process'
import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { root } from './run.mjs'

/** The longest a child may take to stop before it is killed. */
const stopLimitMs = 10_000
/** The bot gets this much of it before the server goes too, so that it can still report. */
const botHeadStartMs = 5_000
const firstRestartMs = 1_000
const longestRestartMs = 60_000
/** A bot that ran this long was well; its next restart is quick again. */
const healthyAfterMs = 60_000

/** @typedef {{ args: string[], env: NodeJS.ProcessEnv }} Program arguments for node, from the root */

/**
 * Starts the server, then (once it answers) the bot. A bot that ends is started again with
 * growing pauses; a server that ends ends everything. Ctrl-C, SIGTERM and SIGHUP stop the bot
 * first, then the server, and kill what is left after ten seconds.
 * @param {{ server: Program, bot: Program, healthUrl: string, wantsBot: boolean }} plan
 * @returns {Promise<number>} 0 after a signal, otherwise the server's exit code
 */
export async function supervise({ server, bot, healthUrl, wantsBot }) {
  const stopping = new AbortController()
  const onSignal = () => stopping.abort()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, onSignal)

  // Whoever already answers there is not our server; ours is about to say that the port is taken.
  const taken = await answers(new URL(healthUrl))
  const main = launch(server)
  // the server's end, however it comes about, is the bot's end too
  void main.ended.then(() => stopping.abort())
  const botDone = wantsBot && !taken ? keepBot(bot, healthUrl, stopping.signal) : Promise.resolve()
  if (!stopping.signal.aborted) {
    await new Promise((resolve) => stopping.signal.addEventListener('abort', resolve))
  }
  const bySignal = main.running()
  await Promise.race([botDone, delay(botHeadStartMs, undefined, { ref: false })])
  await Promise.all([botDone, stop(main, stopLimitMs - botHeadStartMs)])
  return bySignal ? 0 : main.ended
}

/**
 * One child in a process group of its own: Ctrl-C in a terminal then reaches only us, and each
 * child hears it once and in the right order.
 * @param {Program} program
 */
function launch({ args, env }) {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: process.platform !== 'win32',
  })
  /** @type {Promise<number>} */
  const ended = new Promise((resolve) => {
    child.on('error', () => resolve(1))
    child.on('exit', (code) => resolve(code ?? 1))
  })
  return { child, ended, running: () => child.exitCode === null && child.signalCode === null }
}

/** @param {ReturnType<typeof launch>} program @param {number} limitMs */
async function stop({ child, ended, running }, limitMs) {
  if (!running()) return
  child.kill('SIGTERM')
  const killer = setTimeout(() => child.kill('SIGKILL'), limitMs)
  await ended
  clearTimeout(killer)
}

/**
 * @param {Program} bot
 * @param {string} healthUrl
 * @param {AbortSignal} signal ends it
 */
async function keepBot(bot, healthUrl, signal) {
  let pauseMs = firstRestartMs
  const wait = (/** @type {number} */ ms) => delay(ms, undefined, { signal }).catch(() => undefined)
  while (!signal.aborted && !(await healthy(healthUrl))) await wait(150)
  while (!signal.aborted) {
    const startedMs = performance.now()
    const program = launch(bot)
    const onAbort = () => void stop(program, stopLimitMs)
    signal.addEventListener('abort', onAbort, { once: true })
    const code = await program.ended
    signal.removeEventListener('abort', onAbort)
    if (signal.aborted) return
    if (performance.now() - startedMs > healthyAfterMs) pauseMs = firstRestartMs
    console.error(`  the bot stopped (exit code ${code}); starting it again in ${pauseMs / 1000} s`)
    await wait(pauseMs)
    pauseMs = Math.min(pauseMs * 2, longestRestartMs)
  }
}

/** @param {string} url @returns {Promise<boolean>} */
async function healthy(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) })
    return response.ok
  } catch {
    return false
  }
}

/** @param {URL} url @returns {Promise<boolean>} whether anything accepts connections there */
function answers({ hostname, port }) {
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) || 80 })
    const finish = (/** @type {boolean} */ result) => {
      socket.destroy()
      resolve(result)
    }
    socket.once('connect', () => finish(true))
    socket.once('error', () => finish(false))
    socket.setTimeout(1_000, () => finish(false))
  })
}
