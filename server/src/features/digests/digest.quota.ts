import type { WorkdayCalendar } from '@lianxin/shared'
import type { ClientSession } from 'mongoose'
import { AppError } from '../../platform/app-error'
import { communitiesReached, monthOf, pushesSoFar } from '../burden'
import { getOrg, type OrgRecord } from '../orgs'
import { DigestModel, type DigestDocument, type DigestSchedule } from './digest.model'
import { nextRun } from './schedule.rules'

/** A cadence is looked at this far ahead; its months then repeat. */
const AHEAD_MS = 366 * 86_400_000
/** More digests of one office do not wait at a time. */
const MOST_WAITING = 500

/** When a digest is to go out. */
export interface Plan {
  schedule: DigestSchedule
  nextRunAt: Date
}

/**
 * How often a plan goes out in each month (`YYYY-MM`) of the year that begins with its first time.
 * @param most a month's count stops above this, and with it the look ahead: it is too many anyway
 */
export function timesByMonth(
  { schedule, nextRunAt }: Plan,
  calendar: WorkdayCalendar,
  most: number,
): Map<string, number> {
  const times = new Map<string, number>()
  const end = nextRunAt.getTime() + AHEAD_MS
  let at: Date | null = nextRunAt
  while (at && at.getTime() < end) {
    const month = monthOf(at)
    const count = (times.get(month) ?? 0) + 1
    times.set(month, count)
    if (count > most) break
    at = schedule.kind === 'cron' ? nextRun(schedule, at, calendar) : null
  }
  return times
}

function sentence(
  sender: OrgRecord | null,
  month: string,
  over: readonly { place: OrgRecord; count: number }[],
  quota: number,
): string {
  const [worst] = over.toSorted((a, b) => b.count - a.count)
  const others = over.length > 1 ? `等 ${over.length} 个社区` : ''
  return (
    `${Number(month.slice(5))}月${worst?.place.name ?? ''}${others}会收到${sender?.name ?? '本单位'} ` +
    `${worst?.count ?? 0} 次推送，超过每月 ${quota} 次的定额。请写一句为什么非发不可。`
  )
}

/** Guards communities against more pushes from above than they should have to bear. */
export function createQuotaCheck(quota: number) {
  /** What else of the same office waits to go out, by community and month. */
  async function waiting(
    digest: DigestDocument,
    calendar: WorkdayCalendar,
    session: ClientSession,
  ): Promise<{ places: Set<string>; times: Map<string, number> }[]> {
    const others = await DigestModel.find(
      {
        orgId: digest.orgId,
        _id: { $ne: digest._id },
        state: { $in: ['scheduled', 'sending', 'paused'] },
        nextRunAt: { $ne: null },
      },
      { schedule: 1, nextRunAt: 1, audienceOrgIds: 1 },
      { session },
    )
      .limit(MOST_WAITING)
      .lean()
    const found: { places: Set<string>; times: Map<string, number> }[] = []
    for (const { schedule, nextRunAt, audienceOrgIds } of others) {
      if (!schedule || !nextRunAt) continue
      const reached = await communitiesReached(String(digest.orgId), audienceOrgIds.map(String))
      found.push({
        places: new Set(reached.map((place) => place.id)),
        times: timesByMonth({ schedule, nextRunAt }, calendar, quota),
      })
    }
    return found
  }

  /**
   * Refuses a plan by which some community would get more pushes from the digest's owner in a
   * month than the quota: those that arrived or are under way, those that wait, and these.
   * @param places communities that the digest goes to
   * @throws AppError digest.reason_needed, naming how many and where
   */
  return async function ensureWithinQuota(
    digest: DigestDocument,
    plan: Plan,
    places: readonly OrgRecord[],
    calendar: WorkdayCalendar,
    session: ClientSession,
  ): Promise<void> {
    const senderId = String(digest.orgId)
    const others = await waiting(digest, calendar, session)
    for (const [month, own] of timesByMonth(plan, calendar, quota)) {
      const soFar = await pushesSoFar(senderId, month, places, session)
      const over = places
        .map((place) => {
          const planned = others
            .filter((other) => other.places.has(place.id))
            .reduce((sum, { times }) => sum + (times.get(month) ?? 0), 0)
          return { place, count: (soFar.get(place.id) ?? 0) + planned + own }
        })
        .filter(({ count }) => count > quota)
      if (over.length === 0) continue
      const words = sentence(await getOrg(senderId), month, over, quota)
      throw new AppError('digest.reason_needed', undefined, words)
    }
  }
}
