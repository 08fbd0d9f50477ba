import { createWorkdayCalendar, type Role } from '@lianxin/shared'
import type { RequestListener } from 'node:http'
import { afterEach, beforeEach } from 'vitest'
import { startLocalSite, type LocalSite } from '../../digests/intake/test-support/local-site'
import { DigestModel } from '../../digests/digest.model'
import { createDigestService } from '../../digests/digest.service'
import { publicInternet, type NetworkPolicy } from '../../digests'
import { createTestClock } from '../../deliveries/test-support/world'
import { createOrg, type OrgRecord } from '../../orgs'
import type { PersonActor } from '../../../http/route'
import { createSources } from '../index'
import { ItemModel } from '../item.model'
import { SourceModel } from '../source.model'
import type { SourceDeps } from '../source.deps'

/** 127.0.0.1 plays the public internet; everything else, 127.0.0.2 too, is a private network. */
export const playedInternet: NetworkPolicy = {
  ...publicInternet,
  isAllowedAddress: (address) => address === '127.0.0.1',
  anyPort: true,
}

const sites: LocalSite[] = []
beforeEach(async () => {
  await SourceModel.deleteMany({})
  await ItemModel.deleteMany({})
  await DigestModel.deleteMany({})
  // The system gives a port again: a site of the test before may have asked to be left alone there.
  await DigestModel.db.collection('source_hosts').deleteMany({})
})
afterEach(async () => {
  for (const site of sites.splice(0)) await site.close()
})

/** A web server that is gone after the test. */
export async function openSite(listener: RequestListener): Promise<LocalSite> {
  const site = await startLocalSite(listener)
  sites.push(site)
  return site
}

let orgs = 0

/** A person with a post at an organization. */
export function actorOf(id: string, org: OrgRecord, role: Role = 'secretary'): PersonActor {
  const posts = [{ role, orgId: org.id, orgName: org.name }]
  return { kind: 'person', id: id.padStart(24, 'a'), name: `同志${id}`, posts, sessionId: 's' }
}

/** An organization of its own, and any number of server processes on one database. */
export async function createWorld(options: Partial<SourceDeps> = {}) {
  orgs += 1
  const clock = createTestClock()
  const calendar = createWorkdayCalendar()
  const figures = { collected: 0, adopted: 0, solved: 0, declined: 0 }
  const org = await createOrg(`石桥社区${orgs}`, 'community', null, orgs)
  const author = actorOf('1', org)

  function serverProcess() {
    const digests = createDigestService({
      clock,
      outcomes: { outcomeOfDigest: async () => ({ ...figures, points: new Map() }) },
      workdays: { calendar: async () => calendar },
      burdenQuota: 8,
    })
    const feature = createSources({
      clock,
      digests,
      publicUrl: 'https://bridge.example',
      network: playedInternet,
      timeoutMs: 5_000,
      hostGapMs: 0,
      random: () => 0,
      ...options,
    })
    /** Calls a route as the HTTP layer does. */
    async function call<T>(name: string, actor: PersonActor, input: object): Promise<T> {
      const found = feature.routes.find((each) => each.endpoint.name === name)
      if (!found) throw new Error(`no route ${name}`)
      return (await found.handle(input, { actor, idempotencyKey: null, file: null })) as T
    }
    async function tick(name: 'sources.poll' | 'sources.read'): Promise<void> {
      const job = feature.jobs.find((each) => each.name === name)
      await job?.run(new AbortController().signal)
    }
    return { ...feature, call, tick }
  }
  return { clock, org, author, serverProcess, ...serverProcess() }
}
export type World = Awaited<ReturnType<typeof createWorld>>

/** What the tests look at of a source. */
export interface ShownSource {
  id: string
  name: string
  url: string
  kind: string
  health: string
  reason: string | null
  advice: string | null
  note: string | null
  newCount: number
  nextPollAt: string | null
}
export interface ShownItem {
  id: string
  title: string
  url: string | null
  summary: string
  alsoAt: { name: string; url: string | null }[]
}

/** Adds a source as its secretary does. */
export async function add(
  { call, author }: World,
  url: string,
  change: object = {},
): Promise<{ source: ShownSource; found: { total: number; newest: { title: string }[] } }> {
  return call('sources.create', author, { body: { url, intervalMinutes: 60, ...change } })
}

/** The articles that wait. */
export async function inbox({ call, author }: World, state = 'new'): Promise<ShownItem[]> {
  const page = await call<{ items: ShownItem[] }>('sourceItems.list', author, {
    query: { state, limit: 100 },
  })
  return page.items
}

/** The one source there is, as the desk shows it. */
export async function only({ call, author }: World): Promise<ShownSource> {
  const page = await call<{ items: ShownSource[] }>('sources.list', author, {
    query: { limit: 20 },
  })
  const [source] = page.items
  if (!source || page.items.length !== 1) throw new Error(`${page.items.length} sources`)
  return source
}

const facts = ['供暖', '停水', '体检', '消防', '食堂', '车棚', '电梯', '图书', '义诊', '垃圾']

/** A page with an article of its own, long enough to be compared. */
export function article(no: number, masthead = ''): string {
  const what = facts[no % facts.length] ?? ''
  const sentences = Array.from(
    { length: 6 },
    (_, i) =>
      `第${no}号${what}通知第${i + 1}点：请第${no * 7 + i}栋居民在${(no * 3 + i) % 28}日前到${what}窗口办理登记手续。`,
  )
  return `<html><head><title>关于${what}工作的第${no}号通知</title></head><body><p>${masthead}</p><h1>关于${what}工作的第${no}号通知</h1>${sentences.map((each) => `<p>${each}</p>`).join('')}</body></html>`
}

/** A feed whose articles have these numbers, newest first. */
export function feedOf(numbers: readonly number[], title = '通知公告'): string {
  const items = numbers.map(
    (no) =>
      `<item><guid>n${no}</guid><title>关于${facts[no % facts.length]}工作的第${no}号通知</title><link>/${no}.html</link></item>`,
  )
  return `<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>${title}</title>${items.join('')}</channel></rss>`
}
