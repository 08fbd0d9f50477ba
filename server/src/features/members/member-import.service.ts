import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import {
  MEMBER_RESULT_DAYS,
  MOST_MEMBER_EXAMPLES,
  MOST_MEMBER_ROWS,
  rosterRoles,
  shanghaiDay,
} from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import {
  covers,
  rootsOf,
  type BinaryAnswer,
  type PersonActor,
  type UploadedFile,
} from '../../http/route'
import { AppError, ensure } from '../../platform/app-error'
import { isDuplicateKey } from '../../platform/database'
import { cutPage, decodeCursor } from '../../platform/paging'
import { readLines } from '../../platform/sheets'
import { actingOrg, getOrg } from '../orgs'
import { readBranches } from './branch.directory'
import {
  issueWords,
  markRepeats,
  readLine,
  rosterLayout,
  type Issue,
  type Line,
} from './line.rules'
import type { MemberDeps } from './member-import.deps'
import {
  MemberBatchModel,
  MemberImportModel,
  toId,
  type MemberImportDocument,
} from './member-import.model'
import { resultWorkbook, templateWorkbook, type BatchResult } from './member-import.result'

/** Lines in one transaction: small enough that a cancel or a stop waits for less than a second or two. */
const BATCH_LINES = 100
/** Lines that are judged before anybody else has a turn. */
const LINES_IN_ONE_GO = 500
const DAY_MS = 86_400_000
const MAX_FILE_NAME = 100

/** @throws AppError sheet.*, member_import.* when there is nothing to import in it */
async function linesIn(file: UploadedFile): Promise<Line[]> {
  const lines = await readLines(file.bytes, rosterLayout, {
    most: MOST_MEMBER_ROWS,
    tooMany: 'member_import.too_many_rows',
    noHeader: 'member_import.no_header',
  })
  return markRepeats(lines)
}

/** Can the list of refused and updated rows still be fetched? */
export function hasResult(
  { refused, updated, startedAt }: MemberImportDocument,
  now: Date,
): boolean {
  const until = startedAt.getTime() + MEMBER_RESULT_DAYS * DAY_MS
  return refused + updated > 0 && now.getTime() < until
}

/** What people do with imports. Every method refuses records outside the actor's subtree as not found. */
export function createImportService({ clock, keyring }: Pick<MemberDeps, 'clock' | 'keyring'>) {
  async function get(actor: PersonActor, id: string): Promise<MemberImportDocument> {
    const found = await MemberImportModel.findById(id).lean()
    ensure(found && covers(actor, found.orgPath.map(String), rosterRoles), 'request.not_found')
    return found
  }

  /** What is in a workbook, and which rows are wrong in themselves. @throws AppError auth.forbidden, sheet.*, member_import.* */
  async function check(
    actor: PersonActor,
    wishedOrgId: string | undefined,
    file: UploadedFile,
  ): Promise<OutputOf<'memberImports.check'>> {
    const org = await actingOrg(actor, wishedOrgId, rosterRoles)
    const lines = await linesIn(file)
    const branches = await readBranches([org.id])
    const today = shanghaiDay(clock.now())
    const bad: { row: number; issues: Issue[] }[] = []
    for (const [index, line] of lines.entries()) {
      // Others have their turn in between.
      if (index % LINES_IN_ONE_GO === 0) await setImmediate()
      const read = readLine(line, branches, today)
      if ('issues' in read) bad.push({ row: line.row, issues: read.issues })
    }
    const examples = bad
      .slice(0, MOST_MEMBER_EXAMPLES)
      .map(({ row, issues }) => ({ row, words: issues.map(issueWords).join('') }))
    return { total: lines.length, toMend: bad.length, examples }
  }

  async function underWay(orgId: string): Promise<MemberImportDocument | null> {
    return MemberImportModel.findOne({ activeOrgId: toId(orgId) }).lean()
  }

  /** Lines are written first: an import whose lines are not all there must not begin. */
  async function keepLines(importId: string, lines: readonly Line[], expiresAt: Date) {
    for (let at = 0; at < lines.length; at += BATCH_LINES)
      await MemberBatchModel.create({
        importId,
        number: at / BATCH_LINES,
        lines: keyring.encrypt(JSON.stringify(lines.slice(at, at + BATCH_LINES))),
        expiresAt,
      })
  }

  /**
   * Reads a workbook and notes it to be worked off. The same file again, while it is under way,
   * gives what is under way.
   * @throws AppError auth.forbidden, sheet.*, member_import.*
   */
  async function create(
    actor: PersonActor,
    wishedOrgId: string | undefined,
    file: UploadedFile,
  ): Promise<MemberImportDocument> {
    const org = await actingOrg(actor, wishedOrgId, rosterRoles)
    const digest = createHash('sha256').update(file.bytes).digest('hex')
    const fileIndex = keyring.blindIndex('member-import', digest)
    const same = (active: MemberImportDocument | null) => {
      if (active && active.fileIndex !== fileIndex) throw new AppError('member_import.busy')
      return active
    }
    const already = same(await underWay(org.id))
    if (already) return already
    const lines = await linesIn(file)
    const _id = toId()
    const now = clock.now()
    const expiresAt = new Date(now.getTime() + MEMBER_RESULT_DAYS * DAY_MS)
    await keepLines(String(_id), lines, expiresAt)
    try {
      const made = await MemberImportModel.create({
        _id,
        orgId: org.id,
        orgPath: org.path,
        fileName: file.fileName.slice(0, MAX_FILE_NAME),
        fileIndex,
        activeOrgId: org.id,
        state: 'running',
        startedBy: actor.id,
        startedAt: now,
        total: lines.length,
        batches: Math.ceil(lines.length / BATCH_LINES),
        claimedUntil: now,
      })
      return made.toObject()
    } catch (error) {
      await MemberBatchModel.deleteMany({ importId: _id })
      if (!isDuplicateKey(error)) throw error
      const active = same(await underWay(org.id))
      if (!active) throw new AppError('member_import.busy')
      return active
    }
  }

  async function list(
    actor: PersonActor,
    query: { cursor?: string | undefined; limit: number },
  ): Promise<{ items: MemberImportDocument[]; nextCursor: string | null }> {
    const after = query.cursor ? decodeCursor(query.cursor, ['id']) : null
    const rows = await MemberImportModel.find({
      orgPath: { $in: rootsOf(actor, rosterRoles) },
      ...(after ? { _id: { $lt: after[0] } } : {}),
    })
      .sort({ _id: -1 })
      .limit(query.limit + 1)
      .lean()
    return cutPage(rows, query.limit, (row) => [String(row._id)])
  }

  /** Stops an import: the batch under way is undone or finished, what is in stays, the rest is forgotten. */
  async function cancel(actor: PersonActor, id: string): Promise<MemberImportDocument> {
    await get(actor, id)
    const { modifiedCount } = await MemberImportModel.updateOne(
      { _id: id, state: 'running' },
      { $set: { state: 'cancelled', finishedAt: clock.now(), activeOrgId: null } },
    )
    if (modifiedCount > 0) await MemberBatchModel.deleteMany({ importId: id, lines: { $ne: null } })
    return get(actor, id)
  }

  /** @throws AppError member_import.no_result */
  async function result(actor: PersonActor, id: string): Promise<BinaryAnswer> {
    const found = await get(actor, id)
    ensure(hasResult(found, clock.now()), 'member_import.no_result')
    const rows = await MemberBatchModel.find({ importId: id, result: { $ne: null } })
      .sort({ number: 1 })
      .lean()
    const results = rows.flatMap((row) =>
      row.result ? [JSON.parse(keyring.decrypt(row.result)) as BatchResult] : [],
    )
    const org = await getOrg(String(found.orgId))
    return resultWorkbook(org?.name ?? '', shanghaiDay(found.startedAt), results)
  }

  return {
    check,
    create,
    get,
    list,
    cancel,
    result,
    template: async (actor: PersonActor) =>
      templateWorkbook(await readBranches(rootsOf(actor, rosterRoles))),
  }
}
export type ImportService = ReturnType<typeof createImportService>
