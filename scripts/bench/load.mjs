// Requests per second of the server and of the bare one, in turn, so that both meet the same noise.
import autocannon from 'autocannon'
import { Problem } from '../lib/run.mjs'
import { cpuSeconds } from './processes.mjs'

export const connections = 50
const rounds = 3
const roundSeconds = 3
const warmUpSeconds = 1

/**
 * @typedef {object} Request
 * @property {string} url
 * @property {number} pid of the process that answers
 * @property {'GET' | 'POST'} [method]
 * @property {Record<string, string>} [headers]
 * @property {string} [body]
 */
/**
 * @typedef {object} Rate
 * @property {number} perSecond
 * @property {number} cpuMs processor time of the answering process per request: what stays the same
 *   on a busy machine
 * @property {number} p50Ms
 * @property {number} p99Ms
 */
/** @typedef {{ ours: Rate, bare: Rate, ratio: number }} Comparison */

/** @param {number[]} values @returns {number} the median; the upper one of two */
export function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN
}

/** @param {Request} request @param {number} duration seconds @param {AbortSignal} signal */
async function fire({ pid, ...request }, duration, signal) {
  const cpuBefore = cpuSeconds(pid)
  const run = autocannon({ ...request, connections, duration })
  const stop = () => run.stop?.()
  signal.addEventListener('abort', stop, { once: true })
  const result = await run
  signal.removeEventListener('abort', stop)
  signal.throwIfAborted()
  const bad = result.non2xx + result.errors + result.timeouts
  if (bad > 0) throw new Problem(`${bad} requests to ${new URL(request.url).pathname} failed.`)
  const { p50, p99 } = result.latency
  const cpuMs = ((cpuSeconds(pid) - cpuBefore) * 1000) / result['2xx']
  return { perSecond: result['2xx'] / result.duration, cpuMs, p50Ms: p50, p99Ms: p99 }
}

/** @param {Rate[]} rates @returns {Rate} */
const medianRate = (rates) => ({
  perSecond: median(rates.map((rate) => rate.perSecond)),
  cpuMs: median(rates.map((rate) => rate.cpuMs)),
  p50Ms: median(rates.map((rate) => rate.p50Ms)),
  p99Ms: median(rates.map((rate) => rate.p99Ms)),
})

/**
 * A/B/A/B: medians of three rounds each; the ratio is the median of the rounds' ratios.
 * @param {Request} ours
 * @param {Request} bare
 * @param {AbortSignal} signal
 * @returns {Promise<Comparison>}
 */
export async function compare(ours, bare, signal) {
  for (const request of [ours, bare]) await fire(request, warmUpSeconds, signal)
  /** @type {Rate[]} */
  const oursRates = []
  /** @type {Rate[]} */
  const bareRates = []
  for (let round = 0; round < rounds; round += 1) {
    oursRates.push(await fire(ours, roundSeconds, signal))
    bareRates.push(await fire(bare, roundSeconds, signal))
  }
  const ratios = oursRates.map((rate, i) => rate.perSecond / (bareRates[i]?.perSecond ?? NaN))
  return { ours: medianRate(oursRates), bare: medianRate(bareRates), ratio: median(ratios) }
}
