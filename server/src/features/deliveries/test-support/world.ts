import { afterAll, beforeAll, beforeEach } from 'vitest'
import { testDatabase } from '../../../../../tests/support/database'
import type { Clock } from '../../../platform/clock'
import { createKeyring } from '../../../platform/keyring'
import { connectDatabase, disconnectDatabase, inTransaction } from '../../../platform/database'
import { keepWhatExpired } from '../../../platform/test-support/no-expiry'
import { bindGroup, markGroupsSeen } from '../../groups'
import { createOrg, type OrgRecord } from '../../orgs'
import { openBatch, type NewBatch } from '../batch.service'
import { BatchModel } from '../batch.model'
import type { SendBudget } from '../budget.rules'
import type { SenderDirectory } from '../senders'
import { DeliveryModel } from '../delivery.model'
import { LedgerModel } from '../ledger.model'

/** Keys of tests. */
export const testKeyring = createKeyring('a secret for tests only, 32 characters or more')

/** Monday noon in Shanghai: no quiet hours near. */
export const noon = new Date('2026-11-23T12:00:00+08:00')

/** A clock that a test moves. */
export function createTestClock(): Clock & { set(at: Date): void; pass(ms: number): void } {
  let now = noon.getTime()
  return {
    now: () => new Date(now),
    set: (at) => (now = at.getTime()),
    pass: (ms) => (now += ms),
  }
}

/** No gaps, no caps worth the name: for tests that are not about pacing. */
export const noPacing: SendBudget = {
  chatGapMs: 0,
  accountGapMs: 0,
  accountGapJitterMs: 0,
  perMinute: 100_000,
  perDay: 100_000,
}

/** Senders that are all there, each with the same limits. */
export function steadySenders(budget: SendBudget = noPacing): SenderDirectory {
  return { away: async () => new Set(), budgetOf: async () => budget }
}

/** What expansion needs. */
export function expander(clock: Clock): { clock: Clock; senders: SenderDirectory } {
  return { clock, senders: steadySenders() }
}

/** Connects the test file to a database of its own, with no deliveries in it before each test. */
export function useDatabase(): void {
  const database = testDatabase()
  beforeAll(async () => {
    await connectDatabase(database.uri, database.dbName)
    await keepWhatExpired()
  })
  beforeEach(clearDeliveries)
  afterAll(async () => {
    await disconnectDatabase()
    await database.drop()
  })
}

/** Removes all deliveries and what has been spent on them. */
export async function clearDeliveries(): Promise<void> {
  await DeliveryModel.deleteMany({})
  await BatchModel.deleteMany({})
  await LedgerModel.deleteMany({})
}

let orgs = 0

/** An organization with groups that the account is in. */
export async function makeGroups(
  count: number,
  accountId: string,
): Promise<{ org: OrgRecord; groups: { id: string; roomId: string }[] }> {
  orgs += 1
  const org = await createOrg(`石桥社区${orgs}`, 'community', null, orgs)
  const groups: { id: string; roomId: string }[] = []
  for (let index = 0; index < count; index += 1) {
    const roomId = `${orgs}-${index}@chatroom`
    groups.push({ id: (await bindGroup(roomId, `群${index}`, org)).id, roomId })
  }
  await markGroupsSeen(
    accountId,
    groups.map((group) => group.roomId),
    noon,
  )
  return { org, groups }
}

/** Opens a batch as a digest's run does. */
export async function openInTransaction(
  batch: Omit<NewBatch, 'orgId' | 'title' | 'oneWayParts'> & Partial<NewBatch>,
  now: Date,
): Promise<void> {
  const given = { orgId: 'c00000000000000000000001', title: '甲', oneWayParts: batch.parts }
  await inTransaction((session) => openBatch({ ...given, ...batch }, now, session))
}
