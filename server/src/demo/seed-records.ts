import type { Services } from '../services'
import type { PersonActor } from '../http/route'
import { expandBatches, settleBatches } from '../features/deliveries'
import { markGroupsSeen } from '../features/groups'
import type { ReporterInput } from '../features/tickets'
import {
  canteenDigest,
  clearanceDigest,
  elevatorDigest,
  streetNotices,
  type DemoDigest,
} from './digests'
import { demoContactId, demoGroups } from './district'
import { demoMatters, type DemoMatter, type DemoStep } from './matters'
import type { SeedClock } from './seed-clock'
import type { SeededDistrict } from './seed-people'
import { seedAssessment } from './seed-assessment'
import { seedCheckins } from './seed-checkins'
import { seedExams } from './seed-exams'
import { seedLessons } from './seed-lessons'
import { seedEvents } from './seed-events'
import { seedRewards } from './seed-rewards'
import { seedVolunteers } from './seed-volunteers'
import { demoSources, type DemoSource } from './sources'

/** The account under which the demo's first digest went out, before a bot was there. */
const FORMER_ACCOUNT = 'demo-former-bot'
/** A week: a demo is looked at for an hour, and there is nobody at the other end. */
const RARELY_MINUTES = 7 * 24 * 60
const noQuiet = { from: '00:00', to: '00:00' }

/** Writes the demo's digests and matters through the same services that people use. */
export function createRecordSeeder(services: Services, clock: SeedClock, district: SeededDistrict) {
  const { digests, tickets, deliveries, senders, channels, sources } = services

  function found<T>(map: ReadonlyMap<string, T>, key: string): T {
    const value = map.get(key)
    if (value === undefined) throw new Error(`the demo names ${key} but does not define it`)
    return value
  }
  function actor(key: string): PersonActor {
    const { id, name, posts } = found(district.people, key)
    return { kind: 'person', id, name, posts, sessionId: 'demo' }
  }

  /** Who writes for which organization, and who approves it. */
  const offices = {
    community: {
      org: 'wangjiang',
      author: 'secretary',
      reviewer: 'secretary2',
      audience: ['wangjiang'],
    },
    street: {
      org: 'liuan',
      author: 'street-secretary',
      reviewer: 'supervisor',
      audience: ['wangjiang', 'wutong'],
    },
  } as const
  type Office = keyof typeof offices

  async function written(digest: DemoDigest, office: Office) {
    const { org, author, audience } = offices[office]
    const draft = await digests.digests.create(
      actor(author),
      {
        ...digest,
        points: [...digest.points],
        issuedOn: null,
        sourceUrl: null,
        audienceOrgIds: audience.map((key) => found(district.orgs, key).id),
        orgId: found(district.orgs, org).id,
      },
      null,
    )
    return digests.digests.submit(actor(author), String(draft._id), draft.revision)
  }

  async function approvedAndScheduled(digest: DemoDigest, office: Office) {
    const submitted = await written(digest, office)
    const id = String(submitted._id)
    const reviewer = actor(offices[office].reviewer)
    const review = { decision: 'approve' as const, revision: submitted.revision }
    const approved = await digests.digests.review(reviewer, id, review)
    const schedule = { kind: 'now' as const, quietHours: noQuiet }
    await digests.digests.schedule(reviewer, id, { revision: approved.revision, schedule })
    return id
  }

  /** Plays the bot of that day, so that the digest counts as sent and not as due. */
  async function deliverInThePast(daysAgo: number, minutes: number): Promise<void> {
    await markGroupsSeen(
      FORMER_ACCOUNT,
      demoGroups.map(({ roomId }) => roomId),
      clock.now(),
    )
    await digests.runs.runDue()
    await expandBatches({ clock, senders })
    for (let turn = 0; turn < minutes; turn += 1) {
      const { deliveries: leased } = await deliveries.engine.lease(FORMER_ACCOUNT, 10)
      for (const { id, leaseToken } of leased) {
        await deliveries.engine.markSending(id, leaseToken)
        await deliveries.engine.ack(id, leaseToken, { kind: 'sent', messageId: null })
      }
      clock.standAt(daysAgo, 10, turn + 1)
    }
    await settleBatches(clock.now())
    await digests.runs.settle()
  }

  function reporterOf({ from }: DemoMatter): ReporterInput {
    if (!from) return { kind: 'anonymous' }
    if ('account' in from) {
      const person = found(district.people, from.account)
      return { kind: 'person', personId: person.id, name: person.name }
    }
    const { name } = found(district.people, from.contact)
    return { kind: 'contact', contactId: demoContactId(from.contact), name }
  }

  /** @returns the revision after the step */
  async function step(id: string, revision: number, next: DemoStep): Promise<number> {
    const { by, action, text, assignee, score, publicTitle } = next
    if (by === 'reporter') {
      if (action === 'rate') await tickets.service.rate(id, { score: score ?? 5, comment: text })
      else await tickets.service.reopen(id, { reason: text ?? '' })
      return revision + 1
    }
    const assigneeId = assignee ? found(district.people, assignee).id : undefined
    const wish = { action, revision, text, assigneeId, publicTitle }
    return (await tickets.handling.act(actor(by), id, wish, null)).revision
  }

  async function matter(each: DemoMatter, index: number, digestId: string): Promise<void> {
    const topic = demoGroups.find(({ org }) => org === each.org)?.topic
    const labels = { group: topic ?? '支部群', public: '公开页面', app: '小程序' }
    const raised = await tickets.service.raise({
      originKey: `demo:${index}`,
      text: each.text,
      orgId: found(district.orgs, each.org).id,
      channel: each.channel,
      sourceLabel: labels[each.channel],
      reporter: reporterOf(each),
      digest: each.point ? { digestId, pointNo: each.point } : null,
      raisedAt: clock.standAt(each.daysAgo, each.hour),
    })
    let revision = 0
    for (const next of each.steps ?? []) {
      clock.standAt(next.daysAgo, next.hour)
      revision = await step(raised.ticket.id, revision, next)
    }
  }

  /** Invented, so it is switched off: nobody is ever called there. */
  async function channel(): Promise<void> {
    const { id } = await channels.service.create(actor('secretary'), {
      kind: 'dingtalk_robot',
      name: '望江社区工作群（示例）',
      orgId: found(district.orgs, 'wangjiang').id,
      secret: { webhook: 'https://oapi.dingtalk.com/robot/send?access_token=demo-not-a-token' },
    })
    await channels.service.update(actor('secretary'), id, { enabled: false })
  }

  async function source({ name, url, kind, articles }: DemoSource): Promise<void> {
    const entries = articles.map(({ title, path, daysAgo, text }) => ({
      key: path,
      title,
      url: new URL(path, url).href,
      publishedAt: clock.standAt(daysAgo, 9),
      content: text,
    }))
    clock.standAt(0, 24)
    const validators = { etag: null, lastModified: null }
    await sources.sources.keep(
      found(district.orgs, 'wangjiang'),
      { name, intervalMinutes: RARELY_MINUTES },
      { kind, url, title: name, entries, validators },
    )
  }

  return async (): Promise<void> => {
    clock.standAt(6, 10)
    await channel()
    const first = await approvedAndScheduled(elevatorDigest, 'community')
    await deliverInThePast(6, 10)
    const inOrder = [...demoMatters].sort((a, b) => b.daysAgo - a.daysAgo || a.hour - b.hour)
    for (const [index, each] of inOrder.entries()) await matter(each, index, first)
    // The second goes out by the real bot as soon as it is there; the third waits for a reviewer.
    clock.standAt(7, 10)
    for (const notice of streetNotices) await approvedAndScheduled(notice, 'street')
    await deliverInThePast(7, 3)
    clock.standAt(0, 24)
    await approvedAndScheduled(canteenDigest, 'street')
    await written(clearanceDigest, 'community')
    for (const each of demoSources) await source(each)
    const lessons = await seedLessons(services, clock, district)
    await seedExams(services, clock, district, lessons)
    await seedCheckins(services, clock, district)
    await seedAssessment(services, clock, district)
    await seedVolunteers(services, clock, district)
    await seedEvents(services, clock, district)
    await seedRewards(services, clock, district)
  }
}
