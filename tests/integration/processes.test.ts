import { readFileSync } from 'node:fs'
import path from 'node:path'
import { ApiError, type Client } from '@lianxin/shared/client'
import { MongoClient, ObjectId, type Db } from 'mongodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '../support/database'
import { matterOf, writeAndSend } from '../support/people'
import { startStack, type Stack } from '../support/stack'
import { waitFor } from '../support/wait'

/** What one bot account may send a day; fewer than there are groups. */
const DAILY_BUDGET = 25
const GROUPS = 40
const ACCOUNT = 'wxid_two_bots'

let database: TestDatabase
let mongo: MongoClient
let db: Db
const servers: Stack[] = []
let admin: Client
let supervisor: Client
let digestId: string
let roomIds: string[]

const nth = (index: number): Stack => {
  const server = servers[index % servers.length]
  if (!server) throw new Error('no server runs')
  return server
}

async function addGroups(orgId: string): Promise<string[]> {
  const org = await db.collection('orgs').findOne({ _id: new ObjectId(orgId) })
  const rows = Array.from({ length: GROUPS }, (_, index) => ({
    roomId: `many-${index}@chatroom`,
    topic: `第${index}群`,
    orgId: org?._id,
    orgPath: org?.['path'],
    accountId: null,
    transport: 'wechaty',
    lastSeenAt: null,
  }))
  await db.collection('groups').insertMany(rows)
  return rows.map((row) => row.roomId)
}

beforeAll(async () => {
  database = testDatabase()
  mongo = await MongoClient.connect(database.uri)
  db = mongo.db(database.dbName)
  const options = {
    store: database,
    env: {
      LIANXIN_SECRET: 'one secret for all processes of a deployment',
      SEND_CHAT_GAP_MS: '0',
      SEND_ACCOUNT_GAP_MS: '0',
      SEND_ACCOUNT_GAP_JITTER_MS: '0',
      SEND_PER_MINUTE: '1000',
      SEND_PER_DAY: String(DAILY_BUDGET),
    },
  }
  // the first fills the empty database
  servers.push(await startStack(options))
  servers.push(...(await Promise.all([startStack(options), startStack(options)])))
  ;[admin, supervisor] = await Promise.all([nth(0).signInAs('程敏'), nth(1).signInAs('周正')])
})
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()))
  await mongo?.close()
  await database?.drop()
})

test('a digest is expanded once by three processes', async () => {
  const { items } = await admin.call('orgs.list')
  const org = items.find(({ name }) => name === '荷花社区')
  roomIds = await addGroups(org?.id ?? '')
  ;({ id: digestId } = await writeAndSend(admin, await nth(2).signInAs('钱立群'), '周六清扫日', [
    org?.id ?? '',
  ]))
  const rows = () => db.collection('deliveries').find({ 'ref.id': new ObjectId(digestId) })
  await waitFor('all deliveries to stand', async () => (await rows().toArray()).length >= GROUPS)
  const sweepsNow = async () =>
    new Set(
      (
        await db
          .collection('job_runs')
          .find({ _id: { $regex: 'digests\\.sweep' } as never })
          .toArray()
      ).map(({ _id }) => String(_id)),
    )
  const before = await sweepsNow()
  await waitFor('two more sweeps', async () => (await sweepsNow()).size >= before.size + 2)

  const batches = await db
    .collection('delivery_batches')
    .find({ digestId: new ObjectId(digestId) })
    .toArray()
  expect(batches.map(({ occurrence, state }) => ({ occurrence, state }))).toEqual([
    { occurrence: 1, state: 'open' },
  ])
  const groups = (await rows().toArray()).map((row) => String(row['groupId']))
  expect(groups).toHaveLength(GROUPS)
  expect(new Set(groups).size).toBe(GROUPS)
})

test('two bots of one account never share a message and never spend more than its budget', async () => {
  const bots = [nth(0), nth(1)].map((server) =>
    server.clientWith(readFileSync(path.join(server.dataDir, 'bot-token'), 'utf8').trim()),
  )
  const rooms = roomIds.map((roomId) => ({ roomId, topic: '' }))
  for (const bot of bots) {
    await bot.call('bot.hello', {
      body: { accountId: ACCOUNT, name: '小桥', loggedIn: true, rooms },
    })
  }
  const leased: string[] = []
  const sendAll = async (bot: Client): Promise<void> => {
    for (let empty = 0; empty < 3;) {
      const items = await bot
        .call('bot.lease', { body: { accountId: ACCOUNT, max: 4 } })
        .then((answer) => answer.items)
        .catch((error: unknown) => {
          // both wanted the ledger at once: asked again, as a bot does
          if (error instanceof ApiError && error.status === 503) return null
          throw error
        })
      if (items === null) continue
      empty = items.length === 0 ? empty + 1 : 0
      for (const { id, leaseToken } of items) {
        leased.push(id)
        const to = { params: { id } }
        await bot.call('bot.sending', { ...to, body: { leaseToken } })
        const outcome = { kind: 'sent' as const, messageId: `m-${id}` }
        await bot.call('bot.ack', { ...to, body: { leaseToken, outcome } })
      }
    }
  }
  // each talks to two servers at once, as bots behind a balancer do
  await Promise.all([...bots, ...bots].map(sendAll))
  expect(new Set(leased).size).toBe(leased.length)
  expect(leased).toHaveLength(DAILY_BUDGET)
  const counts = await db
    .collection('deliveries')
    .aggregate([
      { $match: { 'ref.id': new ObjectId(digestId) } },
      { $group: { _id: '$state', count: { $sum: 1 } } },
    ])
    .toArray()
  expect(Object.fromEntries(counts.map(({ _id, count }) => [_id, count]))).toEqual({
    sent: DAILY_BUDGET,
    queued: GROUPS - DAILY_BUDGET,
  })
})

test('numbers of a day are distinct and without a gap, whoever gives them', async () => {
  const residents = await Promise.all(servers.map((server) => server.signInAs('高晓东')))
  const raise = async (client: Client, index: number) => {
    const { number } = await client.call('tickets.create', { body: { text: `第${index}件小事` } })
    return number
  }
  const first = await raise(residents[0]!, 0)
  const numbers = await Promise.all(
    Array.from({ length: 60 }, (_, index) => raise(residents[index % 3]!, index + 1)),
  )
  const sequence = (number: string) => Number(number.split('-').at(-1))
  const start = sequence(first)
  expect(numbers.map(sequence).toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: 60 }, (_, index) => start + index + 1),
  )
  const last = numbers.at(-1) ?? ''
  expect((await matterOf(supervisor, last)).text).toBe('第60件小事')
})

test('a session that ends in one process is refused by the others within five seconds', async () => {
  const { accessToken } = await nth(0).client.call('auth.login', {
    body: { phone: '19900000021', password: 'lianxin-demo' },
  })
  const mine = servers.map((server) => server.clientWith(accessToken))
  // all three have just read it, and so trust it for as long as they ever do
  await Promise.all(mine.map((client) => client.call('me.get')))
  await mine[0]?.call('auth.logout')
  const endedAt = performance.now()
  await Promise.all(
    mine.map((client) =>
      waitFor('the session to be refused', () =>
        client.call('me.get').then(
          () => false,
          (error: unknown) => error instanceof ApiError && error.code === 'auth.expired',
        ),
      ),
    ),
  )
  // one more second for a busy machine
  expect(performance.now() - endedAt).toBeLessThan(6_000)
})
