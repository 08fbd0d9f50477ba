import { randomUUID } from 'node:crypto'
import { staffRoles } from '@lianxin/shared'
import type { HandlerInputOf } from '@lianxin/shared/contract'
import { covers, rootsOf, type PersonActor } from '../../http/route'
import { AppError, ensure } from '../../platform/app-error'
import { isDuplicateKey } from '../../platform/database'
import { cutPage, decodeCursor } from '../../platform/paging'
import { IntakeError } from '../digests'
import { actingOrg, type OrgRecord } from '../orgs'
import { HostBusyError, type Asking } from './fetching'
import { noteEntries } from './item.intake'
import { ItemModel } from './item.model'
import { webAddress } from './read/entry'
import { discover, UnrecognizedError, type Reading } from './read/reading'
import type { SourceDeps } from './source.deps'
import { SourceModel, toId, type SourceDocument } from './source.model'
import type { Polling } from './source.poll'
import { CLAIM_MS, MOST_SOURCES, pollDelayMs } from './source.rules'

type NewSource = HandlerInputOf<'sources.create'>['body']
type Change = HandlerInputOf<'sources.update'>['body']

/** Between two looks that a person asks for. */
const ASK_GAP_MS = 60_000
const MAX_NAME = 60

/** What people do to sources. Every method refuses records outside the actor's subtree as not found. */
export function createSourceService(
  deps: Pick<SourceDeps, 'clock' | 'random'> & { asking: Asking; polling: Polling },
) {
  const { clock, asking, polling, random = Math.random } = deps

  async function get(actor: PersonActor, id: string): Promise<SourceDocument> {
    const source = await SourceModel.findById(id).lean()
    ensure(source && covers(actor, source.orgPath.map(String), staffRoles), 'request.not_found')
    return source
  }

  async function getWatched(actor: PersonActor, id: string): Promise<SourceDocument> {
    const source = await get(actor, id)
    ensure(source.removedAt === null, 'request.not_found')
    return source
  }

  /** A page of the sources in the actor's subtrees, newest first. */
  async function list(actor: PersonActor, query: { cursor?: string | undefined; limit: number }) {
    const after = query.cursor ? decodeCursor(query.cursor, ['id']) : null
    const rows = await SourceModel.find({
      orgPath: { $in: rootsOf(actor, staffRoles) },
      removedAt: null,
      ...(after ? { _id: { $lt: after[0] } } : {}),
    })
      .sort({ _id: -1 })
      .limit(query.limit + 1)
      .lean()
    return cutPage(rows, query.limit, (row) => [String(row._id)])
  }

  /**
   * Reads an address and watches it from now on. An address that is watched already is given as it
   * is; one that was removed is taken up again, and what it had then does not come back as new.
   * @throws AppError intake.*, source.unrecognized, source.busy, source.too_many, auth.forbidden
   */
  async function create(
    actor: PersonActor,
    input: NewSource,
  ): Promise<{ source: SourceDocument; reading: Reading }> {
    const org = await actingOrg(actor, input.orgId)
    const count = await SourceModel.countDocuments({ orgId: org.id, removedAt: null })
    ensure(count < MOST_SOURCES, 'source.too_many')
    // What is no web address is refused in the words of the fetch.
    const url = webAddress(input.url, input.url) ?? input.url
    const reading = await readFirst(url, input)
    return { source: await keep(org, input, reading), reading }
  }

  async function readFirst(url: string, { kind }: NewSource): Promise<Reading> {
    try {
      return await asking(true, (fetching) => discover(url, kind, fetching, clock.now()))
    } catch (error) {
      if (error instanceof IntakeError) throw new AppError(error.code, undefined, error.message)
      if (error instanceof HostBusyError) throw new AppError('source.busy')
      if (error instanceof UnrecognizedError) throw new AppError('source.unrecognized')
      throw error
    }
  }

  /**
   * Watches what was read: keeps the source, with its first articles.
   * @returns the source that is there, if its address is watched already
   */
  async function keep(
    org: OrgRecord,
    input: Pick<NewSource, 'name' | 'intervalMinutes'>,
    reading: Reading,
  ): Promise<SourceDocument> {
    const now = clock.now()
    const { url, kind, validators } = reading
    const host = new URL(url).host
    const begun = {
      name: input.name ?? (reading.title.slice(0, MAX_NAME) || host),
      kind,
      intervalMinutes: input.intervalMinutes,
      paused: false,
      removedAt: null,
      validators: null,
      // Due at once, should this process die before the articles are noted.
      nextPollAt: now,
      claim: randomUUID(),
      claimedUntil: new Date(now.getTime() + CLAIM_MS),
      askedAt: null,
      lastPolledAt: null,
      lastOkAt: null,
      lastNewAt: null,
      failures: 0,
      failingSince: null,
      failure: null,
      skipped: 0,
      createdAt: now,
    } satisfies Partial<SourceDocument>
    const source = await begin(org, url, begun)
    if (source.claim !== begun.claim) return source
    const { added } = await noteEntries(clock, source, reading.entries, true)
    const settled = await SourceModel.findOneAndUpdate(
      { _id: source._id, claim: begun.claim },
      {
        $set: {
          validators,
          lastPolledAt: now,
          lastOkAt: now,
          lastNewAt: added > 0 ? now : null,
          nextPollAt: new Date(
            now.getTime() + pollDelayMs(input.intervalMinutes, 0, null, random()),
          ),
          claim: null,
          claimedUntil: new Date(0),
        },
      },
      { returnDocument: 'after' },
    ).lean()
    return settled ?? source
  }

  async function begin(
    org: OrgRecord,
    url: string,
    begun: Omit<SourceDocument, '_id' | 'orgId' | 'orgPath' | 'url'>,
  ): Promise<SourceDocument> {
    const again = await SourceModel.findOneAndUpdate(
      { orgId: org.id, url, removedAt: { $ne: null } },
      { $set: begun },
      { returnDocument: 'after' },
    ).lean()
    if (again) return again
    try {
      const owner = { orgId: toId(org.id), orgPath: org.path.map(toId) }
      return (await SourceModel.create({ ...begun, ...owner, url })).toObject()
    } catch (error) {
      const first =
        isDuplicateKey(error) && (await SourceModel.findOne({ orgId: org.id, url }).lean())
      if (first) return first
      throw error
    }
  }

  /** Renames it, pauses or resumes it, looks more or less often. */
  async function update(actor: PersonActor, id: string, change: Change): Promise<SourceDocument> {
    const source = await getWatched(actor, id)
    const { name, intervalMinutes, paused } = change
    const now = clock.now()
    // Sooner at once; later from the next look on.
    const sooner = new Date(now.getTime() + pollDelayMs(intervalMinutes, source.failures, null, 0))
    const next = sooner < source.nextPollAt ? { nextPollAt: sooner } : {}
    const resumed = source.paused && !paused ? { nextPollAt: now } : {}
    const written = await SourceModel.findOneAndUpdate(
      { _id: id, removedAt: null },
      { $set: { name, intervalMinutes, paused, ...next, ...resumed } },
      { returnDocument: 'after' },
    ).lean()
    ensure(written, 'request.not_found')
    return written
  }

  /**
   * Looks now.
   * @throws AppError source.just_polled within a minute of the last time, source.busy
   */
  async function poll(
    actor: PersonActor,
    id: string,
  ): Promise<{ source: SourceDocument; added: number }> {
    await getWatched(actor, id)
    const now = clock.now()
    const before = new Date(now.getTime() - ASK_GAP_MS)
    const asked = await SourceModel.updateOne(
      {
        _id: id,
        removedAt: null,
        $or: [{ askedAt: null }, { askedAt: { $lte: before } }, { askedAt: { $gt: now } }],
      },
      { $set: { askedAt: now } },
    )
    ensure(asked.matchedCount === 1, 'source.just_polled')
    const result = await polling.pollNow(id)
    ensure(result.kind !== 'busy', 'source.busy')
    const source = await get(actor, id)
    return { source, added: result.kind === 'read' ? result.added : 0 }
  }

  /** Stops watching; articles that wait are put aside. Again is as good as once. */
  async function remove(actor: PersonActor, id: string): Promise<void> {
    await get(actor, id)
    const now = clock.now()
    await SourceModel.updateOne({ _id: id, removedAt: null }, { $set: { removedAt: now } })
    const waiting = await ItemModel.find({ sourceId: id, state: 'new' }, { _id: 1 }).lean()
    await ItemModel.updateMany(
      { sourceId: id, state: 'new' },
      { $set: { state: 'seen', draft: null, content: null, nextReadAt: null } },
    )
    // The same text at another source stood behind one of these: now it is the one to look at.
    await ItemModel.updateMany(
      { duplicateOf: { $in: waiting.map(({ _id }) => _id) }, sourceId: { $ne: id } },
      { $set: { state: 'new', duplicateOf: null, nextReadAt: now, readTries: 0 } },
    )
  }

  return { list, create, keep, update, poll, remove }
}
export type SourceService = ReturnType<typeof createSourceService>
