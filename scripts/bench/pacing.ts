/**
 * How much of what the budget allows is really sent: the real engine on a real store, with a clock
 * that jumps to whatever happens next. Run by pacing.mjs; prints one line of JSON, and on the way,
 * beside it, how far it is.
 */
import { AppError } from '../../server/src/platform/app-error'
import { createKeyring } from '../../server/src/platform/keyring'
import {
  connectDatabase,
  disconnectDatabase,
  inTransaction,
} from '../../server/src/platform/database'
import { createDeliveries, expandBatches, openBatch } from '../../server/src/features/deliveries'
import { GroupModel } from '../../server/src/features/groups/group.model'
import { createOrg } from '../../server/src/features/orgs'

const [uri = '', dbName = '', groupCount = '10000', rounds = '1'] = process.argv.slice(2)
const ACCOUNTS = 5
/** A call to WeChat and its ack. */
const CALL_MS = 300
const MOST_AT_ONCE = 10
const MOST_PENDING = 30
/** The defaults of production; the daily cap stands aside, since it ends the day and not a slot. */
const budget = {
  chatGapMs: 1000,
  accountGapMs: 3000,
  accountGapJitterMs: 2000,
  perMinute: 40,
  perDay: 1_000_000,
}

/** After the first round, for what memory does over many messages: as fast as the engine goes. */
const unpaced = { ...budget, chatGapMs: 0, accountGapMs: 0, accountGapJitterMs: 0, perMinute: 1e6 }
/** Simulated time between unpaced messages; the ledger keeps the begun ones of a minute. */
const UNPACED_MS = 100

let pace = budget
let now = Date.parse('2026-11-23T09:00:00+08:00')
const clock = { now: () => new Date(now) }
const senders = { away: async () => new Set<string>(), budgetOf: async () => pace }
const { engine } = createDeliveries({
  clock,
  keyring: createKeyring('a secret for the bench only, 32 characters'),
  senders,
})

let count = 0
let lost = 0

/** Counts a message, and says now and then how far it is. */
function told(): void {
  count += 1
  if (count % 1_000 === 0)
    process.stderr.write(
      `    ${count} messages, ${lost} leases came too late, heap ${heapMiB()} MiB\n`,
    )
}

interface Pending {
  id: string
  leaseToken: string
  dueAt: number
}

/** An account's bot: it leases, waits, marks, calls, acks, one message after the other. */
class SimulatedBot {
  sent = 0
  firstAt = 0
  lastAt = 0
  /** When it does something next. */
  nextAt = now
  private pending: Pending[] = []
  private pollAt = now
  private idle = 0

  constructor(private readonly accountId: string) {}

  get isDone(): boolean {
    return this.idle > 2
  }

  async step(): Promise<void> {
    if (this.pending.length < MOST_PENDING && now >= this.pollAt) await this.lease()
    const first = this.pending[0]
    if (first && first.dueAt <= now) {
      this.pending.shift()
      await this.send(first)
    }
    const due = this.pending[0]?.dueAt ?? Infinity
    this.nextAt = Math.max(this.nextAt, Math.min(due, this.pollAt))
  }

  private async lease(): Promise<void> {
    const answer = await engine.lease(this.accountId, MOST_AT_ONCE)
    for (const { id, leaseToken, sendAt } of answer.deliveries)
      this.pending.push({ id, leaseToken, dueAt: sendAt.getTime() })
    this.pollAt = now + answer.nextPollMs
    this.idle = this.pending.length === 0 ? this.idle + 1 : 0
  }

  /** Like the bot, drops what it comes too late for; the engine gives it out again. */
  private async mark(id: string, leaseToken: string): Promise<number | null> {
    try {
      return await engine.markSending(id, leaseToken)
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'delivery.lease_lost') throw error
      lost += 1
      return null
    }
  }

  private async send({ id, leaseToken }: Pending): Promise<void> {
    const waitMs = await this.mark(id, leaseToken)
    if (waitMs === null) return
    this.lastAt = now + waitMs
    if (this.sent === 0) this.firstAt = this.lastAt
    this.sent += 1
    told()
    await engine.ack(id, leaseToken, { kind: 'sent', messageId: id })
    this.nextAt = now + waitMs + CALL_MS
  }
}

async function open(occurrence: number, orgId: string): Promise<void> {
  const batch = {
    digestId: 'd'.repeat(24),
    occurrence,
    orgId,
    title: '测速',
    parts: ['一段不长的话。'],
    oneWayParts: ['一段不长的话。'],
    audienceOrgIds: [orgId],
    dueAt: clock.now(),
    quiet: null,
  }
  await inTransaction((session) => openBatch(batch, clock.now(), session))
  await expandBatches({ clock, senders })
}

async function sendAll(): Promise<SimulatedBot[]> {
  const bots = Array.from({ length: ACCOUNTS }, (_, index) => new SimulatedBot(`pace-${index}`))
  for (;;) {
    const open = bots.filter((bot) => !bot.isDone)
    const next = open.toSorted((a, b) => a.nextAt - b.nextAt)[0]
    if (!next) return bots
    now = Math.max(now, next.nextAt)
    await next.step()
  }
}

/** All accounts side by side, each taking, marking and acking until nothing is left. */
async function sendUnpaced(): Promise<void> {
  const bots = Array.from({ length: ACCOUNTS }, async (_, index) => {
    for (;;) {
      const { deliveries } = await engine.lease(`pace-${index}`, MOST_AT_ONCE)
      if (deliveries.length === 0) return
      for (const { id, leaseToken } of deliveries) {
        now += UNPACED_MS
        await engine.markSending(id, leaseToken)
        await engine.ack(id, leaseToken, { kind: 'sent', messageId: id })
        told()
      }
    }
  })
  await Promise.all(bots)
}

/** Sends of a perfect sender in the same time: one at every mean gap, or as the minute's cap lets. */
function shareOf(bots: readonly SimulatedBot[]): number {
  const mean = Math.max(
    budget.accountGapMs + budget.accountGapJitterMs / 2,
    60_000 / budget.perMinute,
  )
  const shares = bots.map(({ sent, firstAt, lastAt }) => ((sent - 1) * mean) / (lastAt - firstAt))
  return shares.reduce((sum, share) => sum + share, 0) / shares.length
}

function heapMiB(): number {
  globalThis.gc?.()
  return Math.round((process.memoryUsage().heapUsed / 2 ** 20) * 10) / 10
}

await connectDatabase(uri, dbName)
try {
  const org = await createOrg('测速街道', 'street', null, 0)
  const rows = Array.from({ length: Number(groupCount) }, (_, index) => ({
    roomId: `pace-${index}@chatroom`,
    topic: `第${index + 1}群`,
    orgId: org.id,
    orgPath: org.path,
    accountId: `pace-${index % ACCOUNTS}`,
    lastSeenAt: clock.now(),
  }))
  await GroupModel.insertMany(rows)
  const heaps: number[] = []
  const startedAt = performance.now()
  await open(1, org.id)
  const share = shareOf(await sendAll())
  const perMessage = (performance.now() - startedAt) / count
  heaps.push(heapMiB())
  pace = unpaced
  for (let round = 2; round <= Number(rounds); round += 1) {
    now += 60_000
    await open(round, org.id)
    await sendUnpaced()
    heaps.push(heapMiB())
  }
  process.stdout.write(`${JSON.stringify({ share, count, lost, perMessage, heaps })}\n`)
} finally {
  await GroupModel.db.dropDatabase()
  await disconnectDatabase()
}
