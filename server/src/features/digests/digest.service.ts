import { createHash } from 'node:crypto'
import type { ClientSession } from 'mongoose'
import { staffRoles } from '@lianxin/shared'
import type { HandlerInputOf } from '@lianxin/shared/contract'
import { covers, type PersonActor } from '../../http/route'
import { AppError, ensure } from '../../platform/app-error'
import { nextNumber } from '../../platform/counter.model'
import { inTransaction, isDuplicateKey } from '../../platform/database'
import {
  afterQuiet,
  cancelBatches,
  countDeliveries,
  endCancelled,
  holdBatches,
} from '../deliveries'
import { communitiesReached, ensureSender, takeTurn } from '../burden'
import { countGroups } from '../groups'
import { actingOrg, getOrgs } from '../orgs'
import type { DigestDeps } from './digest.deps'
import { followUpOf } from './digest.follow-up'
import { DigestModel, toId, type DigestDocument } from './digest.model'
import { mayReview, maySee } from './digest.policy'
import { createQuotaCheck, type Plan } from './digest.quota'
import { allows, type DigestAction } from './digest.rules'
import { nextFire } from './cron.rules'
import { nextRun, quietHoursOf } from './schedule.rules'

type NewDigest = HandlerInputOf<'digests.create'>['body']
type Change = HandlerInputOf<'digests.update'>['body']
type Review = HandlerInputOf<'digests.review'>['body']
type ScheduleWish = HandlerInputOf<'digests.schedule'>['body']
type Missed = HandlerInputOf<'digests.settleMissed'>['body']
type Command = HandlerInputOf<'digests.control'>['body']['command']

/** What people do to digests. Every method refuses records outside the actor's subtree as not found. */
export function createDigestService(
  deps: Pick<DigestDeps, 'clock' | 'outcomes' | 'workdays' | 'burdenQuota'>,
) {
  const { clock, outcomes, workdays } = deps
  const ensureWithinQuota = createQuotaCheck(deps.burdenQuota)

  /**
   * Keeps a draft and gives it its issue number.
   * @param key the caller's `Idempotency-Key`: a repeat gives the first draft again
   * @throws AppError auth.forbidden (owner or audience outside the subtree), request.key_reused
   */
  async function create(
    actor: PersonActor,
    input: NewDigest,
    key: string | null,
  ): Promise<DigestDocument> {
    const hash = createHash('sha256').update(JSON.stringify(input)).digest('base64url')
    const digest = await keep(actor, input, key === null ? null : `${actor.id}:${key}`, hash)
    if (digest.createHash !== hash) throw new AppError('request.key_reused')
    return digest
  }

  /**
   * Keeps the one draft that is made of something (an article that came in), whoever asks first.
   * @param origin what it is made of; a second call with it gives the first one's draft
   * @throws AppError auth.forbidden
   */
  async function createOnce(
    actor: PersonActor,
    input: NewDigest,
    origin: string,
  ): Promise<DigestDocument> {
    return keep(actor, input, `origin:${origin}`, null)
  }

  /** The draft with this key: the one there is, or a new one. */
  async function keep(
    actor: PersonActor,
    input: NewDigest,
    createKey: string | null,
    createHash: string | null,
  ): Promise<DigestDocument> {
    const { orgId, ...content } = input
    const org = await actingOrg(actor, orgId)
    await checkAudience(actor, content.audienceOrgIds)
    const earlier = createKey && (await DigestModel.findOne({ createKey }).lean())
    if (earlier) return earlier
    const now = clock.now()
    try {
      const digest = await DigestModel.create({
        ...content,
        orgId: org.id,
        orgPath: org.path,
        // One sequence for the whole tree: a group also gets what units above it send, and
        // 第 N 期 in a quote must mean one digest.
        issueNo: await nextNumber(`digest:${org.path[0] ?? org.id}`),
        state: 'draft',
        occurrences: 0,
        authorId: actor.id,
        authorName: actor.name,
        editorId: actor.id,
        revision: 1,
        createKey,
        createHash,
        createdAt: now,
        updatedAt: now,
      })
      return digest.toObject()
    } catch (error) {
      const first = isDuplicateKey(error) && (await DigestModel.findOne({ createKey }).lean())
      if (first) return first
      throw error
    }
  }

  async function checkAudience(actor: PersonActor, orgIds: readonly string[]): Promise<void> {
    const orgs = await getOrgs(orgIds)
    const allowed = orgIds.every((id) => covers(actor, orgs.get(id)?.path ?? [], staffRoles))
    ensure(allowed, 'auth.forbidden')
  }

  /** The digest, if the actor may see it. @throws AppError request.not_found */
  async function get(actor: PersonActor, id: string): Promise<DigestDocument> {
    const digest = await DigestModel.findById(id).lean()
    ensure(digest && maySee(actor, digest), 'request.not_found')
    return digest
  }

  /** Writes a change if nobody else was faster. @throws AppError request.conflict */
  async function write(
    digest: DigestDocument,
    change: Partial<DigestDocument>,
    session: ClientSession | null = null,
  ): Promise<DigestDocument> {
    const written = await DigestModel.findOneAndUpdate(
      { _id: digest._id, revision: digest.revision, state: digest.state },
      { $set: { ...change, updatedAt: clock.now() }, $inc: { revision: 1 } },
      { returnDocument: 'after', session },
    ).lean()
    ensure(written, 'request.conflict')
    return written
  }

  async function open(actor: PersonActor, id: string, revision: number): Promise<DigestDocument> {
    const digest = await get(actor, id)
    ensure(digest.revision === revision, 'request.conflict')
    return digest
  }

  /**
   * Changes the words or the audience; after approval it is a draft again.
   * @throws AppError digest.not_editable, request.conflict, auth.forbidden
   */
  async function update(actor: PersonActor, id: string, change: Change): Promise<DigestDocument> {
    const { revision, audienceOrgIds, ...content } = change
    const digest = await get(actor, id)
    ensure(allows('edit', digest), 'digest.not_editable')
    ensure(digest.revision === revision, 'request.conflict')
    const kept = new Set(digest.audienceOrgIds.map(String))
    await checkAudience(
      actor,
      audienceOrgIds.filter((orgId) => !kept.has(orgId)),
    )
    const audience = { audienceOrgIds: audienceOrgIds.map(toId) }
    const again = { state: 'draft', schedule: null, nextRunAt: null, missedAt: null } as const
    const unread = { reviewerId: null, reviewerName: null, followUp: null, burdenReason: null }
    // The note of whoever sent it back stays until it is handed in again.
    return write(digest, { ...content, ...audience, ...again, ...unread, editorId: toId(actor.id) })
  }

  /** @throws AppError digest.wrong_state, digest.no_points, digest.no_audience */
  async function submit(actor: PersonActor, id: string, revision: number): Promise<DigestDocument> {
    const digest = await open(actor, id, revision)
    ensure(allows('submit', digest), 'digest.wrong_state')
    ensure(digest.points.length > 0, 'digest.no_points')
    await ensureAudience(digest)
    return write(digest, {
      state: 'in_review',
      reviewNote: null,
      followUp: await followUpOf(digest, outcomes),
    })
  }

  async function ensureAudience(digest: DigestDocument): Promise<void> {
    const groups = await countGroups(digest.audienceOrgIds.map(String))
    ensure(groups > 0, 'digest.no_audience')
  }

  /** @throws AppError digest.wrong_state, digest.same_person */
  async function review(actor: PersonActor, id: string, review: Review): Promise<DigestDocument> {
    const digest = await open(actor, id, review.revision)
    ensure(allows(review.decision, digest), 'digest.wrong_state')
    ensure(mayReview(actor, digest), 'digest.same_person')
    const reviewer = { reviewerId: toId(actor.id), reviewerName: actor.name }
    return review.decision === 'approve'
      ? write(digest, { ...reviewer, state: 'approved', reviewNote: null })
      : write(digest, { ...reviewer, state: 'draft', reviewNote: review.note })
  }

  /**
   * @throws AppError digest.wrong_state, digest.bad_schedule, digest.bad_cron, digest.no_audience,
   *   digest.reason_needed
   */
  async function schedule(
    actor: PersonActor,
    id: string,
    wish: ScheduleWish,
  ): Promise<DigestDocument> {
    const digest = await open(actor, id, wish.revision)
    ensure(allows('schedule', digest), 'digest.wrong_state')
    const now = clock.now()
    if (wish.schedule.kind === 'cron')
      ensure(nextFire(wish.schedule.expression, now), 'digest.bad_cron')
    const nextRunAt = nextRun(wish.schedule, now, await workdays.calendar())
    ensure(nextRunAt, 'digest.bad_schedule')
    await ensureAudience(digest)
    const plan = { schedule: wish.schedule, nextRunAt }
    const change = { state: 'scheduled' as const, missedAt: null, reviewNote: null }
    return writePlan(digest, { ...change, ...plan }, wish.reason ?? null)
  }

  /**
   * Writes when it goes out. Plans of one office are judged one after the other, each knowing of
   * those before; a reason lets any pass, and stays with the digest.
   */
  async function writePlan(
    digest: DigestDocument,
    change: Partial<DigestDocument> & Plan,
    reason: string | null,
  ): Promise<DigestDocument> {
    const owner = String(digest.orgId)
    const written = { ...change, burdenReason: reason }
    const places = await communitiesReached(owner, digest.audienceOrgIds.map(String))
    if (reason !== null || places.length === 0) return write(digest, written)
    const calendar = await workdays.calendar()
    await ensureSender(owner)
    return inTransaction(async (session) => {
      await takeTurn(owner, session)
      await ensureWithinQuota(digest, change, places, calendar, session)
      return write(digest, written, session)
    })
  }

  /**
   * A missed time has been seen. `send_now` sends the digest at once, or when quiet hours end; a
   * repeated one goes on at its times afterwards.
   * @throws AppError digest.nothing_missed, digest.no_audience, digest.reason_needed, request.conflict
   */
  async function settleMissed(
    actor: PersonActor,
    id: string,
    { decision, revision, reason }: Missed,
  ): Promise<DigestDocument> {
    const digest = await open(actor, id, revision)
    ensure(digest.missedAt, 'digest.nothing_missed')
    if (decision === 'seen') return write(digest, { missedAt: null })
    ensure(allows('send_missed', digest), 'digest.nothing_missed')
    await ensureAudience(digest)
    const now = clock.now()
    const schedule = digest.schedule?.kind === 'cron' ? digest.schedule : { kind: 'now' as const }
    const state = digest.state === 'sending' ? ('sending' as const) : ('scheduled' as const)
    const plan = { schedule, nextRunAt: afterQuiet(now, quietHoursOf(schedule)) }
    // what was said of a repeated one when it got its times holds for this time too
    const why = reason ?? (schedule.kind === 'cron' ? (digest.burdenReason ?? null) : null)
    return writePlan(digest, { state, missedAt: null, ...plan }, why)
  }

  /**
   * Pauses, resumes or ends it; what has not been handed to WeChat stops at once, and what was
   * sent is never sent again.
   * @throws AppError digest.wrong_state
   */
  async function control(
    actor: PersonActor,
    id: string,
    command: Command,
  ): Promise<DigestDocument> {
    const now = clock.now()
    await inTransaction(async (session) => {
      const digest = await DigestModel.findById(id, null, { session }).lean()
      ensure(digest && maySee(actor, digest), 'request.not_found')
      ensure(allows(command satisfies DigestAction, digest), 'digest.wrong_state')
      const change = await changeOf(command, digest, now)
      const written = await DigestModel.updateOne(
        { _id: digest._id, state: digest.state, revision: digest.revision },
        { $set: { ...change, updatedAt: now }, $inc: { revision: 1 } },
        { session },
      )
      ensure(written.matchedCount === 1, 'request.conflict')
      if (command === 'cancel') await cancelBatches(id, now, session)
      else await holdBatches(id, command === 'pause', now, session)
    })
    if (command === 'cancel') {
      await endCancelled(id)
      await withdrawUnseen(id, now)
    }
    return get(actor, id)
  }

  /** A digest that nobody got to see did not go out. */
  async function withdrawUnseen(id: string, now: Date): Promise<void> {
    const counts = (await countDeliveries([id], now, 0)).get(id)
    if (counts && counts.sent + counts.sending + counts.unknown > 0) return
    await DigestModel.updateOne({ _id: id, state: 'cancelled' }, { $set: { publishedAt: null } })
  }

  async function changeOf(
    command: Command,
    digest: DigestDocument,
    now: Date,
  ): Promise<Partial<DigestDocument>> {
    if (command === 'pause') return { state: 'paused' }
    if (command === 'cancel') return { state: 'cancelled', nextRunAt: null, missedAt: null }
    const state = digest.occurrences > 0 ? 'sending' : 'scheduled'
    const passed = digest.nextRunAt !== null && digest.nextRunAt < now && digest.schedule !== null
    if (!passed || !digest.schedule) return { state }
    // Its time went by while it was paused: a single one goes out now, a repeated one next time.
    const wish =
      digest.schedule.kind === 'once'
        ? { ...digest.schedule, kind: 'now' as const }
        : digest.schedule
    return { state, nextRunAt: nextRun(wish, now, await workdays.calendar()) }
  }

  return { create, createOnce, get, update, submit, review, schedule, settleMissed, control }
}
export type DigestService = ReturnType<typeof createDigestService>
