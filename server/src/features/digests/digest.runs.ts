import { renderDigestForWays, type WorkdayCalendar } from '@lianxin/shared'
import { inTransaction } from '../../platform/database'
import { notePushes } from '../burden'
import { digestsUnderWay, openBatch } from '../deliveries'
import type { DigestDeps } from './digest.deps'
import { followUpOfRepeat } from './digest.follow-up'
import { DigestModel, type DigestDocument, type DigestSchedule } from './digest.model'
import { LATEST_MS, missedRuns, nextRun, quietHoursOf } from './schedule.rules'

/** Digests that one sweep begins; the next sweep is two seconds away. */
const MAX_DUE = 100
/** Missed times that a digest keeps. */
const MOST_MISSED = 20

type Due = DigestDocument & { schedule: DigestSchedule; nextRunAt: Date }

/** What the clock does to digests. All of it may run in several processes at once. */
export function createDigestRuns(
  deps: Pick<DigestDeps, 'clock' | 'outcomes' | 'workdays' | 'botName' | 'publicUrl'>,
) {
  const { clock, outcomes, workdays, botName, publicUrl } = deps

  /** Begins every digest whose time has come, and lays aside those that are far too late. */
  async function runDue(): Promise<void> {
    const now = clock.now()
    const found = await DigestModel.find({
      state: { $in: ['scheduled', 'sending'] },
      nextRunAt: { $ne: null, $lte: now },
    })
      .sort({ nextRunAt: 1 })
      .limit(MAX_DUE)
      .lean()
    const calendar = await workdays.calendar()
    for (const digest of found) {
      const { schedule, nextRunAt } = digest
      if (!schedule || !nextRunAt) continue
      const due = { ...digest, schedule, nextRunAt }
      const late = now.getTime() - nextRunAt.getTime()
      if (late > LATEST_MS) await layAside(due, now, calendar)
      else await begin(due, now, calendar)
    }
  }

  function following({ schedule }: Due, now: Date, calendar: WorkdayCalendar): Date | null {
    return schedule.kind === 'cron' ? nextRun(schedule, now, calendar) : null
  }

  /** The claim and the batch are one transaction: an occurrence can neither be lost nor doubled. */
  async function begin(due: Due, now: Date, calendar: WorkdayCalendar): Promise<void> {
    const occurrence = due.occurrences + 1
    const followUp = occurrence === 1 ? due.followUp : await followUpOfRepeat(due, outcomes)
    const parts = renderDigestForWays({ ...due, followUp, botName, publicUrl })
    await inTransaction(async (session) => {
      const claimed = await DigestModel.updateOne(
        {
          _id: due._id,
          state: due.state,
          nextRunAt: due.nextRunAt,
          occurrences: due.occurrences,
        },
        {
          $set: {
            state: 'sending',
            nextRunAt: following(due, now, calendar),
            occurrences: occurrence,
            publishedAt: due.publishedAt ?? now,
            updatedAt: now,
          },
        },
        { session },
      )
      if (claimed.matchedCount === 0) return
      const audienceOrgIds = due.audienceOrgIds.map(String)
      await notePushes(
        {
          digestId: String(due._id),
          occurrence,
          senderId: String(due.orgId),
          audienceOrgIds,
          issueNo: due.issueNo,
          title: due.title,
          reason: due.burdenReason ?? null,
          dueAt: due.nextRunAt,
        },
        session,
      )
      await openBatch(
        {
          digestId: String(due._id),
          occurrence,
          orgId: String(due.orgId),
          title: due.title,
          parts: parts.twoWay,
          oneWayParts: parts.oneWay,
          audienceOrgIds,
          dueAt: due.nextRunAt,
          quiet: quietHoursOf(due.schedule),
        },
        now,
        session,
      )
    })
  }

  /**
   * Nothing ran at its time for hours: that is noted for the desk to decide about, rather than
   * ringing at an odd moment. A repeated one goes on with the first time that is not too late yet.
   */
  async function layAside(due: Due, now: Date, calendar: WorkdayCalendar): Promise<void> {
    const { missed, next } = missedRuns(due.schedule, due.nextRunAt, now, calendar)
    const over = due.occurrences > 0 ? ('sent' as const) : ('approved' as const)
    const newest = missed.at(-1) ?? due.nextRunAt
    await DigestModel.updateOne(
      { _id: due._id, state: due.state, nextRunAt: due.nextRunAt },
      {
        $push: {
          missed: {
            $each: missed.slice(-MOST_MISSED).map((dueAt) => ({ dueAt, noticedAt: now })),
            $slice: -MOST_MISSED,
          },
        },
        $set: {
          missedAt: newest,
          nextRunAt: next,
          updatedAt: now,
          ...(next || due.state === 'sending'
            ? {}
            : { state: over, ...(over === 'approved' && { schedule: null }) }),
        },
      },
    )
  }

  /** Brings the state of digests in line with what is under way. */
  async function settle(): Promise<void> {
    const sending = await DigestModel.find(
      { state: 'sending' },
      { _id: 1, occurrences: 1, nextRunAt: 1 },
    ).lean()
    // Read after the digests: a batch that began in between is seen here, or its digest has changed.
    const underWay = new Set(await digestsUnderWay())
    for (const digest of sending) {
      if (underWay.has(String(digest._id))) continue
      const { _id, occurrences, nextRunAt } = digest
      await DigestModel.updateOne(
        { _id, state: 'sending', occurrences, nextRunAt },
        { $set: { state: nextRunAt ? 'scheduled' : 'sent', updatedAt: clock.now() } },
      )
    }
    // somebody asked for a message to be sent again
    await DigestModel.updateMany(
      {
        _id: { $in: [...underWay] },
        state: { $in: ['sent', 'scheduled'] },
        occurrences: { $gt: 0 },
      },
      { $set: { state: 'sending' } },
    )
  }

  return { runDue, settle }
}
export type DigestRuns = ReturnType<typeof createDigestRuns>
