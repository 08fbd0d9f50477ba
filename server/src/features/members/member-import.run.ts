import { randomUUID } from 'node:crypto'
import { SERVICE_POINTS_NEEDED, shanghaiDay, type DevelopmentStage } from '@lianxin/shared'
import { inTransaction, isDuplicateKey } from '../../platform/database'
import type { RosterOutcome, RosterRefusal, RosterRow, RosterScope } from '../people'
import { readBranches, type BranchDirectory } from './branch.directory'
import { readLine, type Issue, type Line } from './line.rules'
import type { MemberDeps, StagesPort } from './member-import.deps'
import {
  MemberBatchModel,
  MemberImportModel,
  type MemberBatchDocument,
  type MemberImportDocument,
} from './member-import.model'
import type { BatchResult } from './member-import.result'

/** Whoever works at an import is thought dead when no batch of it is done for so long. */
const CLAIM_MS = 60_000
/** An import ends as failed when the same batch went wrong so often. */
const MOST_FAILURES = 3
/** A name or phone that two imports bring at once is looked up again so often. */
const MOST_RERUNS = 5

/** Somebody else works at it now, or it was cancelled: what was begun is undone. */
class LostError extends Error {
  override readonly name = 'LostError'
}

function issueOf(refusal: RosterRefusal): Issue {
  switch (refusal.why) {
    case 'phone_of_another':
      return {
        column: 'phone',
        wrong: '这个手机号登记的是另一个姓名',
        fix: '核对姓名和手机号',
      }
    case 'registered_elsewhere':
      return {
        column: 'phone',
        wrong: '用这个手机号的同志登记在别的单位',
        fix: '核对手机号；是同一位，就请上级一起导入，或先在原单位转出',
      }
    case 'same_name':
      return {
        column: 'name',
        wrong: '这个支部有同名的人，分不清是谁',
        fix: '写上手机号',
      }
    case 'not_certified':
      return {
        column: 'stage',
        wrong: '您没有“发展党员工作资格”，不能定发展阶段',
        fix: '把这一格空着就能导入；要定阶段，请有资格的同志来导',
      }
    case 'too_few_points':
      return {
        column: 'stage',
        wrong: `志愿服务积分 ${refusal.points} 分，满 ${SERVICE_POINTS_NEEDED} 分才能定为积极分子或发展对象`,
        fix: '把这一格空着，或先写“入党申请人”',
      }
  }
}

/** Works imports off, a batch at a time, each in one transaction with the progress that it makes. */
export function createImportRunner(deps: MemberDeps) {
  const { clock, keyring, logger, roster, stages } = deps

  async function claimNext(): Promise<MemberImportDocument | null> {
    const now = clock.now()
    return MemberImportModel.findOneAndUpdate(
      { state: 'running', claimedUntil: { $lte: now } },
      { $set: { claim: randomUUID(), claimedUntil: new Date(now.getTime() + CLAIM_MS) } },
      { sort: { claimedUntil: 1 }, returnDocument: 'after' },
    ).lean()
  }

  /** Asks once for each stage of somebody new, and once whether the person may at all. */
  function stageRefusals(byId: string): RosterScope['stageRefusal'] {
    const known = new Map<string, RosterRefusal | null>()
    return async (personId, stage: DevelopmentStage) => {
      const key = `${personId ?? ''} ${stage}`
      const asked = known.get(key)
      if (asked !== undefined) return asked
      const refusal = await stages.refusalOf(byId, personId, stage)
      const said = refusal && refusalOf(refusal)
      known.set(key, said)
      return said
    }
  }

  function judge(batch: MemberBatchDocument, branches: BranchDirectory, today: string) {
    const lines = batch.lines ? (JSON.parse(keyring.decrypt(batch.lines)) as Line[]) : []
    const good: { line: Line; row: RosterRow }[] = []
    const refused: BatchResult['refused'] = []
    for (const line of lines) {
      const read = readLine(line, branches, today)
      if ('issues' in read) refused.push({ ...line, issues: read.issues })
      else good.push({ line, row: read.line })
    }
    return { count: lines.length, good, refused }
  }

  function resultOf(
    { good, refused }: ReturnType<typeof judge>,
    outcomes: readonly RosterOutcome[],
  ): BatchResult {
    const result: BatchResult = { refused: [...refused], updated: [] }
    for (const [index, outcome] of outcomes.entries()) {
      const each = good[index]
      if (!each) continue
      const { line, row } = each
      if (outcome.kind === 'refused')
        result.refused.push({ ...line, issues: [issueOf(outcome.refusal)] })
      if (outcome.kind === 'updated')
        result.updated.push({
          row: line.row,
          name: row.name,
          org: row.org.name,
          changes: outcome.changes,
        })
    }
    result.refused.sort((a, b) => a.row - b.row)
    return result
  }

  async function takeIn(
    job: MemberImportDocument,
    batch: MemberBatchDocument,
    branches: BranchDirectory,
  ): Promise<MemberImportDocument> {
    const at = clock.now()
    const judged = judge(batch, branches, shanghaiDay(at))
    const scope: RosterScope = {
      at,
      within: branches.has,
      stageRefusal: stageRefusals(String(job.startedBy)),
    }
    const rows = judged.good.map(({ row }) => row)
    let runs = 0
    return inTransaction(async (session) => {
      runs += 1
      if (runs > MOST_RERUNS) throw new Error('met the same key again and again')
      const outcomes = await roster.admit(rows, scope, session)
      const result = resultOf(judged, outcomes)
      const count = (kind: RosterOutcome['kind']) =>
        outcomes.filter((outcome) => outcome.kind === kind).length
      const isLast = batch.number === job.batches - 1
      const moved = await MemberImportModel.findOneAndUpdate(
        { _id: job._id, state: 'running', claim: job.claim, next: batch.number },
        {
          $set: {
            failures: 0,
            claimedUntil: new Date(at.getTime() + CLAIM_MS),
            ...(isLast ? { state: 'done', finishedAt: at, activeOrgId: null } : {}),
          },
          $inc: {
            next: 1,
            done: judged.count,
            created: count('created'),
            updated: count('updated'),
            unchanged: count('unchanged'),
            refused: result.refused.length,
          },
        },
        { session, returnDocument: 'after' },
      ).lean()
      if (!moved) throw new LostError()
      const isEmpty = result.refused.length === 0 && result.updated.length === 0
      const sealed = isEmpty ? null : keyring.encrypt(JSON.stringify(result))
      await MemberBatchModel.updateOne(
        { _id: batch._id },
        { $set: { lines: null, result: sealed } },
        { session },
      )
      return moved
    })
  }

  async function fail(job: MemberImportDocument): Promise<void> {
    const at = clock.now()
    const isOver = job.failures + 1 >= MOST_FAILURES
    await MemberImportModel.updateOne(
      { _id: job._id, state: 'running', claim: job.claim },
      {
        $inc: { failures: 1 },
        $set: isOver
          ? { state: 'failed', finishedAt: at, activeOrgId: null }
          : { claim: null, claimedUntil: at },
      },
    )
    if (isOver) await MemberBatchModel.deleteMany({ importId: job._id, lines: { $ne: null } })
  }

  /** @returns when the import is over, somebody else's, or the process stops */
  async function work(claimed: MemberImportDocument, signal: AbortSignal): Promise<void> {
    let job = claimed
    const branches = await readBranches([String(job.orgId)])
    try {
      while (job.state === 'running') {
        if (signal.aborted) {
          // The next process goes on at once.
          await MemberImportModel.updateOne(
            { _id: job._id, claim: job.claim },
            { $set: { claim: null, claimedUntil: clock.now() } },
          )
          return
        }
        const batch = await MemberBatchModel.findOne({ importId: job._id, number: job.next }).lean()
        if (!batch?.lines) throw new Error('its lines are gone')
        job = await takeIn(job, batch, branches)
      }
    } catch (error) {
      if (error instanceof LostError) return
      // What the database says of a failed write names the people in it, so it is not logged.
      const reason = isDuplicateKey(error) ? 'duplicate key' : nameOf(error)
      logger.error({ importId: String(job._id), batch: job.next, reason }, 'member import failed')
      await fail(job)
    }
  }

  return {
    /** Works off every import that nobody works at. */
    async sweep(signal: AbortSignal): Promise<void> {
      while (!signal.aborted) {
        const job = await claimNext()
        if (!job) return
        await work(job, signal)
      }
    },
  }
}

type StageRefusal = NonNullable<Awaited<ReturnType<StagesPort['refusalOf']>>>
const refusalOf = (refusal: StageRefusal): RosterRefusal =>
  refusal.code === 'certification.needed'
    ? { why: 'not_certified' }
    : { why: 'too_few_points', points: refusal.points }

const nameOf = (error: unknown) => (error instanceof Error ? error.name : 'unknown')
