import { createWorkdayCalendar, type Role } from '@lianxin/shared'
import type { PersonActor } from '../../http/route'
import { createDeliveries } from '../deliveries'
import {
  createTestClock,
  makeGroups,
  steadySenders,
  testKeyring,
} from '../deliveries/test-support/world'
import type { OrgRecord } from '../orgs'
import { createDigests } from './index'

/** The bot account of the fixture's groups. */
export const account = 'bot-1'

/** Somebody with a post; `id` need only be different. */
export function actorOf(
  id: string,
  name: string,
  org: OrgRecord,
  role: Role = 'secretary',
): PersonActor {
  const posts = [{ role, orgId: org.id, orgName: org.name }]
  return { kind: 'person', id: id.padStart(24, 'a'), name, posts, sessionId: 's' }
}

/** What became of suggestions on every digest, unless a test says otherwise. */
export const figures = { collected: 18, adopted: 9, solved: 7, declined: 2 }

/** A community with groups, two people of it, and every real part of digests. */
export async function setup(groupCount = 2) {
  const outcome = { ...figures }
  const clock = createTestClock()
  const calendar = createWorkdayCalendar()
  const deliveries = createDeliveries({
    clock,
    keyring: testKeyring,
    senders: steadySenders(),
    random: () => 0,
  })
  const feature = createDigests({
    clock,
    keyring: testKeyring,
    outcomes: {
      outcomeOfDigest: async () => ({
        ...outcome,
        points: new Map([[1, { ...outcome, collected: 6 }]]),
      }),
    },
    workdays: { calendar: async () => calendar },
    burdenQuota: 8,
    botName: '小桥',
    publicUrl: 'https://bridge.example',
    forecast: deliveries.forecast,
    senders: steadySenders(),
  })
  const { org, groups } = await makeGroups(groupCount, account)
  const author = actorOf('1', '李敏', org)
  const reviewer = actorOf('2', '何志远', org)
  /** Calls a route as the HTTP layer does. */
  async function call<T>(name: string, actor: PersonActor | null, input: object, key?: string) {
    const found = [...feature.routes, ...deliveries.routes].find(
      (each) => each.endpoint.name === name,
    )
    return (await found?.handle(input, { actor, idempotencyKey: key ?? null, file: null })) as T
  }
  async function tick() {
    for (const job of feature.jobs) await job.run(new AbortController().signal)
  }
  /** A bot that sends whatever there is. */
  async function sendAll() {
    const said: string[] = []
    for (;;) {
      const { deliveries: leased } = await deliveries.engine.lease(account, 50)
      if (leased.length === 0) return said
      for (const each of leased) {
        await deliveries.engine.markSending(each.id, each.leaseToken)
        await deliveries.engine.ack(each.id, each.leaseToken, { kind: 'sent', messageId: each.id })
        said.push(each.text)
      }
    }
  }
  return { clock, outcome, feature, deliveries, org, groups, author, reviewer, call, tick, sendAll }
}
/** What {@link setup} gives. */
export type World = Awaited<ReturnType<typeof setup>>
/** A digest as the desk gets it; what tests look at. */
export interface Shown {
  id: string
  issueNo: number
  state: string
  revision: number
  nextRunAt: string | null
  missedAt: string | null
  burdenReason: string | null
  missed: { dueAt: string; noticedAt: string }[]
  schedule: object | null
  reviewNote: string | null
  actions: string[]
  deliveries: Record<string, number>
  followUp: object | null
}

/** A digest of one point, to the organization's groups. */
export const content = (org: OrgRecord) => ({
  title: '老旧小区加装电梯',
  issuer: null,
  issuedOn: null,
  sourceUrl: null,
  body: '全文',
  points: [{ title: '谁可以申请', text: '四层以上' }],
  audienceOrgIds: [org.id],
})

/** A draft by the author. */
export async function draft({ call, author, org }: World): Promise<Shown> {
  return call<Shown>('digests.create', author, { body: content(org) })
}

/** One that the reviewer has approved. */
export async function approved(world: World): Promise<Shown> {
  const { call, author, reviewer } = world
  const made = await draft(world)
  const params = { id: made.id }
  const handed = await call<Shown>('digests.submit', author, {
    params,
    body: { revision: made.revision },
  })
  return call<Shown>('digests.review', reviewer, {
    params,
    body: { decision: 'approve', revision: handed.revision },
  })
}

/** One that is approved and has its time. */
export async function scheduled(world: World, schedule: object): Promise<Shown> {
  const digest = await approved(world)
  return world.call<Shown>('digests.schedule', world.author, {
    params: { id: digest.id },
    body: { revision: digest.revision, schedule },
  })
}
