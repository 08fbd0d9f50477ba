// A digest to 10,000 groups: how long until every delivery stands, and what one costs to hand out.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Problem } from '../lib/run.mjs'
import { api, signIn } from './api.mjs'
import { median } from './load.mjs'
import { requireOfServer } from './packages.mjs'

const { ObjectId } = requireOfServer('mongodb')

export const groupCount = 10_000
/** No chat account is in 10,000 groups: a city of that size has several, each with its bot. */
export const accountCount = 20
const leaseSize = 50
const accounts = Array.from({ length: accountCount }, (_, index) => `bench-account-${index}`)
const deliverLimitMs = 60_000
const expandLimitMs = 60_000

/** @typedef {import('./api.mjs').Api} Api */

/**
 * Adds groups to an organization until it has `groupCount`.
 * @param {any} db
 * @param {string} orgId
 * @returns {Promise<string[]>} room ids of all of them
 */
async function seedGroups(db, orgId) {
  const org = await db.collection('orgs').findOne({ _id: new ObjectId(orgId) })
  const groups = db.collection('groups')
  const subtree = { orgPath: org._id }
  const missing = groupCount - (await groups.countDocuments(subtree))
  const rows = Array.from({ length: missing }, (_, i) => ({
    roomId: `bench-${i}@chatroom`,
    topic: `第${i + 1}群`,
    orgId: org._id,
    orgPath: org.path,
    accountId: null,
    transport: 'wechaty',
    lastSeenAt: null,
  }))
  for (let at = 0; at < rows.length; at += 1000) await groups.insertMany(rows.slice(at, at + 1000))
  const all = await groups.find(subtree, { projection: { roomId: 1 } }).toArray()
  return all.map((/** @type {{ roomId: string }} */ { roomId }) => roomId)
}

/**
 * Writes, reviews and schedules a digest for now.
 * @param {string} baseUrl
 * @param {{ call: Api, me: any }} author
 * @returns {Promise<string>} its id
 */
async function publish(baseUrl, author) {
  const reviewer = await signIn(baseUrl, '19900000004')
  const point = { title: '量一量', text: '这一条只为测量速度而写，没有别的意思。' }
  const draft = await author.call('POST', '/api/digests', {
    title: '测速用的摘要',
    points: [point, point, point],
    audienceOrgIds: [author.me.orgId],
  })
  const to = (/** @type {string} */ step) => `/api/digests/${draft.id}/${step}`
  let { revision } = await author.call('POST', to('submission'), { revision: draft.revision })
  const approval = { decision: 'approve', revision }
  ;({ revision } = await reviewer.call('POST', to('review'), approval))
  // quiet hours of a minute, which is not this one: the bench runs at any time of day
  const minute = new Date(Date.now() + 12 * 3_600_000).toISOString().slice(11, 14)
  const quietHours = { from: `${minute}00`, to: `${minute}01` }
  await author.call('POST', to('schedule'), { revision, schedule: { kind: 'now', quietHours } })
  return draft.id
}

/**
 * @param {any} db
 * @param {string} digestId
 * @param {AbortSignal} signal
 * @returns {Promise<number>} seconds from the batch's first sight to its last delivery
 */
async function expansion(db, digestId, signal) {
  const until = performance.now() + expandLimitMs
  let seenAt
  while (performance.now() < until) {
    const batch = await db
      .collection('delivery_batches')
      .findOne({ digestId: new ObjectId(digestId) }, { projection: { state: 1 } })
    if (batch) {
      seenAt ??= performance.now()
      if (batch.state !== 'expanding') return (performance.now() - seenAt) / 1000
    }
    await delay(10, undefined, { signal })
  }
  throw new Problem('The digest was not expanded within a minute.')
}

/**
 * One bot: leases, marks and acks one message after the other until nothing is left.
 * @param {Api} bot
 * @param {string} accountId
 * @param {{ count: number, leaseMs: number[], goesOn(): boolean }} tally
 */
async function deliver(bot, accountId, tally) {
  while (tally.goesOn()) {
    const asked = performance.now()
    const { items } = await bot('POST', '/api/bot/leases', { accountId, max: leaseSize })
    if (items.length === 0) return
    tally.leaseMs.push(performance.now() - asked)
    for (const { id, leaseToken } of items) {
      await bot('POST', `/api/bot/deliveries/${id}/sending`, { leaseToken })
      const outcome = { kind: 'sent', messageId: `bench-${id}` }
      await bot('POST', `/api/bot/deliveries/${id}/ack`, { leaseToken, outcome })
      tally.count += 1
    }
  }
}

/**
 * All bots at once, until nothing is left or the time is over.
 * @param {Api} bot
 * @param {AbortSignal} signal
 */
async function deliverAll(bot, signal) {
  const started = performance.now()
  const goesOn = () => !signal.aborted && performance.now() - started < deliverLimitMs
  const tally = { count: 0, leaseMs: /** @type {number[]} */ ([]), goesOn }
  await Promise.all(accounts.map((accountId) => deliver(bot, accountId, tally)))
  signal.throwIfAborted()
  if (tally.count < groupCount && goesOn())
    throw new Problem(`After ${tally.count} messages there was no other to lease.`)
  const ms = performance.now() - started
  return { count: tally.count, ms, leaseMs: median(tally.leaseMs) }
}

/**
 * @param {{ url: string, dataDir: string, db: any, signal: AbortSignal,
 *   step: <T>(title: string, work: () => Promise<T>) => Promise<T> }} bench
 * @returns {Promise<{ expandSeconds: number, count: number, ms: number, leaseMs: number }>}
 */
export async function measureDeliveries({ url, dataDir, db, signal, step }) {
  const bot = api(url, readFileSync(path.join(dataDir, 'bot-token'), 'utf8').trim())
  const author = await signIn(url, '19900000003')
  await step(`${groupCount} groups`, async () => {
    const roomIds = await seedGroups(db, author.me.orgId)
    for (const [index, accountId] of accounts.entries()) {
      const own = roomIds.filter((_, at) => at % accountCount === index)
      const rooms = own.map((roomId) => ({ roomId, topic: '' }))
      await bot('POST', '/api/bot/hello', { accountId, name: '测速', loggedIn: true, rooms })
    }
  })
  const expandSeconds = await step('expanding a digest', async () =>
    expansion(db, await publish(url, author), signal),
  )
  const delivered = await step('handing it out', () => deliverAll(bot, signal))
  return { expandSeconds, ...delivered }
}
