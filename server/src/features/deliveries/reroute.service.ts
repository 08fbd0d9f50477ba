import type { Clock } from '../../platform/clock'
import { inTransaction } from '../../platform/database'
import { channelOf, getGroup, groupsWithOtherWays, type GroupRecord } from '../groups'
import { onThatSheet } from './batch.service'
import { DeliveryModel, objectId } from './delivery.model'
import { groupChatKey } from './delivery.rules'
import { LedgerModel } from './ledger.model'
import {
  awayNow,
  givenTo,
  isChatAccount,
  PAPER_AFTER_MS,
  pickSender,
  type SenderDirectory,
} from './senders'

/** A sender that comes back this soon keeps its messages: two minutes are how long it may be silent. */
const WAIT_MS = 2 * 60_000
const PAGE = 200

interface Deps {
  clock: Clock
  senders: SenderDirectory
}

/**
 * Gives digests that wait for a sender that is away to the group's next way. What is being sent,
 * or may have been, is never touched.
 */
export async function turnToOtherWays(deps: Deps, signal?: AbortSignal): Promise<void> {
  const away = await awayNow(deps.senders, deps.clock)
  for (const sender of away) {
    if (await isWaitedFor(sender, deps.clock.now())) await turnGroupsOf(sender, away, deps, signal)
  }
}

async function isWaitedFor(sender: string, now: Date): Promise<boolean> {
  const notBefore = { $lte: new Date(now.getTime() - WAIT_MS) }
  const waiting = { accountId: sender, state: 'queued' as const, kind: 'digest' as const }
  return (await DeliveryModel.exists({ ...waiting, notBefore })) !== null
}

async function turnGroupsOf(
  sender: string,
  away: ReadonlySet<string>,
  { clock }: Deps,
  signal?: AbortSignal,
): Promise<void> {
  const channelId = channelOf(sender)?.channelId ?? null
  let after: string | null = null
  let more = true
  while (more && !signal?.aborted) {
    const groups: GroupRecord[] = await groupsWithOtherWays(sender, channelId, after, PAGE)
    for (const group of groups) await turn(group, sender, away, clock.now())
    more = groups.length === PAGE
    after = groups.at(-1)?.id ?? null
  }
}

/** Moves a group's waiting digests from one sender to the next, all together or none. */
async function turn(
  group: GroupRecord,
  from: string,
  away: ReadonlySet<string>,
  now: Date,
): Promise<void> {
  const ways = [false, true].map((paper) => pickSender('digest', group, away, { paper }))
  if (ways.every((way) => way === from || way === null)) return
  await inTransaction(async (session) => {
    // Meets the leases of that sender: whatever it has leased is seen here, and nothing in between.
    await LedgerModel.updateOne({ _id: from }, { $inc: { version: 1 } }, { session })
    const waiting = await DeliveryModel.find(
      {
        chatKey: groupChatKey(group.id),
        state: 'queued',
        kind: 'digest',
        accountId: from,
        notBefore: { $lte: new Date(now.getTime() - WAIT_MS) },
      },
      null,
      { session },
    )
      .sort({ part: 1, _id: 1 })
      .lean()
    const onPaper = new Set<string>()
    for (const row of waiting) {
      const paper = row.notBefore.getTime() <= now.getTime() - PAPER_AFTER_MS
      const to = pickSender('digest', group, away, { tried: row.tried, paper })
      if (to === null || to === from) continue
      const given = givenTo(to)
      const batch = String(row.batchId)
      const isFurther = given.state === 'awaiting' && onPaper.has(batch)
      if (given.state === 'awaiting') onPaper.add(batch)
      await DeliveryModel.updateOne(
        { _id: row._id, state: 'queued', accountId: from },
        { $set: { ...given, ...(isFurther && onThatSheet) } },
        { session },
      )
    }
  })
}

/** A person changed the ways of a group: what waits takes the first of the new ones. */
export async function followNewWays(deps: Deps, groupId: string): Promise<void> {
  const group = await getGroup(groupId)
  if (!group) return
  const away = await awayNow(deps.senders, deps.clock)
  const waiting = await DeliveryModel.find(
    { groupId: objectId(groupId), chatKey: groupChatKey(groupId), state: 'queued' },
    { kind: 1, accountId: 1 },
  )
    .sort({ part: 1, _id: 1 })
    .lean()
  for (const row of waiting) {
    const to = pickSender(row.kind, group, away)
    if (to === row.accountId) continue
    await DeliveryModel.updateOne(
      { _id: row._id, state: 'queued', accountId: row.accountId },
      { $set: { ...givenTo(to), tried: [] } },
    )
  }
}

/**
 * Gives an account what waits for its groups with no bot, or with one that was there before: one
 * that is gone may still have had a message in hand, and got it back. What another way has taken
 * stays there.
 * @param moved groups that another account, or none, was in before
 * @param all   all groups that the account is in
 */
export async function adoptGroups(
  accountId: string,
  moved: readonly { accountId: string | null }[],
  all: readonly string[],
): Promise<void> {
  const ledgers = await LedgerModel.find({ _id: { $ne: accountId } }, { _id: 1 }).lean()
  const others = ledgers.map(({ _id }) => _id).filter(isChatAccount)
  const before = new Set([null, ...others, ...moved.map((group) => group.accountId)])
  const strays = {
    accountId: { $in: [...before] },
    state: 'queued' as const,
    groupId: { $in: all.map(objectId) },
  }
  if (await DeliveryModel.exists(strays)) await DeliveryModel.updateMany(strays, { accountId })
}
