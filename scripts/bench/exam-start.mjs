// A whole branch starts one exam in the same minute: every paper is drawn, and nobody sees an error.
import { Agent, request } from 'node:http'
import { Problem } from '../lib/run.mjs'
import { signIn } from './api.mjs'
import { median } from './load.mjs'
import { seedMembers } from './members.mjs'
import { requireOfServer } from './packages.mjs'
import { launch } from './processes.mjs'

const { ObjectId } = requireOfServer('mongodb')

export const sitterCount = 485
/** Papers have as many questions as the bank of the demo gives each kind. */
const counts = { single: 5, multiple: 3, truefalse: 4, ordering: 1, fill: 1 }
const rounds = 3

/** @typedef {{ url: string, headers: Record<string, string>, body: string }} Start */
/** @typedef {{ ms: number, p99Ms: number }} Burst */

/** @param {Start} start @param {Agent} agent @returns {Promise<number>} ms until it was answered */
function send({ url, headers, body }, agent) {
  const began = performance.now()
  return new Promise((resolve, reject) => {
    const length = String(Buffer.byteLength(body))
    const options = { method: 'POST', agent, headers: { ...headers, 'content-length': length } }
    const asked = request(url, options, (answer) => {
      answer.on('error', reject)
      answer.resume().on('end', () => {
        if ((answer.statusCode ?? 0) < 300) resolve(performance.now() - began)
        else reject(new Problem(`Starting an exam was answered with ${answer.statusCode}.`))
      })
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

/** All at once, a connection each; one that is refused or lost ends the bench. @param {Start[]} starts */
async function burst(starts) {
  const agent = new Agent({ keepAlive: false, maxSockets: Infinity })
  const began = performance.now()
  const each = await Promise.all(starts.map((start) => send(start, agent)))
  const ms = performance.now() - began
  agent.destroy()
  each.sort((a, b) => a - b)
  return { ms, p99Ms: each[Math.ceil(each.length * 0.99) - 1] ?? NaN }
}

/**
 * @param {{ url: string, database: { uri: string, name: string }, db: any, signal: AbortSignal,
 *   undo: import('./processes.mjs').UndoList,
 *   step: <T>(title: string, work: () => Promise<T>) => Promise<T> }} bench
 * @returns {Promise<{ ours: Burst, bare: Burst, ratio: number }>} ratio of the bare route's time to
 *   ours, the median of the rounds' ratios
 * @throws Problem when one start fails, or when there is not one paper for each person and exam
 */
export async function measureExamStart({ url, database, db, signal, undo, step }) {
  const secretary = await signIn(url, '19900000003')
  const member = await signIn(url, '19900000013')
  const tokens = await step(`${sitterCount} members of one branch`, () =>
    seedMembers(db, url, member.me.id, sitterCount),
  )
  const env = { ...process.env, MONGODB_URI: database.uri, MONGODB_DB: database.name }
  const bareProcess = launch(undo, ['scripts/bench/bare-server.mjs'], env)
  const bareUrl = `http://127.0.0.1:${await bareProcess.firstLine}/attempts`

  async function round(/** @type {number} */ number) {
    const exam = await secretary.call('POST', '/api/exams', {
      audienceOrgId: secretary.me.orgId,
      title: `测速用的考试 ${number}`,
      series: await db.collection('questions').distinct('series'),
      counts,
      minutes: 60,
      opensAt: new Date(Date.now() - 60_000).toISOString(),
      closesAt: new Date(Date.now() + 3_600_000).toISOString(),
    })
    const starts = tokens.map((token, i) => ({
      url: `${url}/api/me/exams/${exam.id}/attempts`,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ device: `bench-device-${String(i).padStart(6, '0')}` }),
    }))
    const ours = await burst(starts)
    const bare = await burst(starts.map((start) => ({ ...start, url: bareUrl })))
    signal.throwIfAborted()
    const papers = await db
      .collection('exam_attempts')
      .countDocuments({ examId: new ObjectId(exam.id) })
    if (papers !== sitterCount)
      throw new Problem(`${sitterCount} started and ${papers} papers stand.`)
    return { ours, bare }
  }

  const measured = await step(`${sitterCount} start an exam at once`, async () => {
    const done = []
    for (let number = 1; number <= rounds; number += 1) done.push(await round(number))
    return done
  })
  await bareProcess.stop()
  const middle = (/** @type {'ours' | 'bare'} */ who) => ({
    ms: median(measured.map((each) => each[who].ms)),
    p99Ms: median(measured.map((each) => each[who].p99Ms)),
  })
  const ratio = median(measured.map(({ ours, bare }) => bare.ms / ours.ms))
  return { ours: middle('ours'), bare: middle('bare'), ratio }
}
