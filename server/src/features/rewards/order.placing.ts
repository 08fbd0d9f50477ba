import { randomUUID } from 'node:crypto'
import { spendable, type ErrorCode } from '@lianxin/shared'
import type { ClientSession } from 'mongoose'
import type { PersonActor } from '../../http/route'
import { AppError, ensure } from '../../platform/app-error'
import { createBatcher } from '../../platform/batching'
import { inTransaction, isDuplicateKey, runAgain } from '../../platform/database'
import { orgsAbove } from '../orgs'
import type { OrderCodes } from './order.codes'
import { AccountModel, EntryModel, OrderModel, type OrderDocument } from './order.model'
import type { RewardDeps } from './reward.deps'
import { RewardModel, StockModel, toId, type RewardDocument } from './reward.model'

/** Bounds what one transaction writes: four rows for each. */
const MOST_AT_ONCE = 100

interface Wish {
  personId: string
  rewardId: string
  /** As the person saw it. */
  cost: number
  originTag: string
}
type Outcome = { order: OrderDocument } | { refused: ErrorCode }

/** How somebody stands who wants a reward; counted on while wishes are met in turn. */
interface Standing {
  earned: number
  /** Before this transaction, and in it. */
  spent: number
  spends: number
  /** Of this reward. */
  had: number
}

/** How often people had a reward and did not cancel it. */
export async function hadOf(
  match: { personIds: readonly string[]; rewardIds: readonly string[] },
  groupBy: '$personId' | '$rewardId',
  session?: ClientSession,
): Promise<Map<string, number>> {
  const rows = await OrderModel.aggregate<{ _id: unknown; count: number }>([
    {
      $match: {
        personId: { $in: match.personIds.map(toId) },
        rewardId: { $in: match.rewardIds.map(toId) },
        state: { $ne: 'cancelled' },
      },
    },
    { $group: { _id: groupBy, count: { $sum: 1 } } },
  ]).session(session ?? null)
  return new Map(rows.map(({ _id, count }) => [String(_id), count]))
}

function refusalOf(
  { cost }: Wish,
  reward: RewardDocument,
  stock: number,
  { earned, spent, spends, had }: Standing,
): ErrorCode | null {
  if (reward.state !== 'open') return 'reward.stopped'
  if (reward.cost !== cost) return 'reward.cost_changed'
  if (stock < 1) return 'reward.sold_out'
  if (reward.mostEach !== null && had >= reward.mostEach) return 'reward.most_each'
  const left = spendable({ earned, spent: spent + spends })
  return left < cost ? 'reward.too_few_points' : null
}

/** Takes points from accounts, in the caller's transaction. @throws AppError reward.too_few_points */
async function pay(payers: readonly [id: string, Standing][], session: ClientSession) {
  const ids = payers.map(([id]) => toId(id))
  const known = await AccountModel.find({ _id: { $in: ids } }, { _id: 1 })
    .session(session)
    .lean()
  const open = new Set(known.map(({ _id }) => String(_id)))
  const isNew = payers.flatMap(([id]) => (open.has(id) ? [] : [{ _id: toId(id), spent: 0 }]))
  if (isNew.length > 0) await AccountModel.insertMany(isNew, { session })
  // Whoever spends must write this row, and finds it as it was read or not at all.
  const paid = await AccountModel.bulkWrite(
    payers.map(([id, { earned, spends }]) => ({
      updateOne: {
        filter: { _id: toId(id), spent: { $lte: earned - spends } },
        update: { $inc: { spent: spends } },
      },
    })),
    { session, ordered: true },
  )
  ensure(paid.matchedCount === payers.length, 'reward.too_few_points')
}

/**
 * Taking rewards. Who come at once for one reward are served in one transaction, in the order in
 * which they came. Other processes, and a person's orders of other rewards, are held off by the rows
 * that all must write: stock and account, each only as far as something is left.
 */
export function createPlacing({
  clock,
  keyring,
  book,
  codes,
}: Pick<RewardDeps, 'clock' | 'keyring' | 'book'> & { codes: OrderCodes }) {
  async function standingsOf(
    personIds: readonly string[],
    rewardId: string,
    session: ClientSession,
  ): Promise<Map<string, Standing>> {
    const earned = await book.servicePointsOf(personIds, session)
    const accounts = await AccountModel.find({ _id: { $in: personIds.map(toId) } })
      .session(session)
      .lean()
    const spent = new Map(accounts.map((row) => [String(row._id), row.spent]))
    const had = await hadOf({ personIds, rewardIds: [rewardId] }, '$personId', session)
    const standingOf = (id: string): Standing => ({
      earned: earned.get(id) ?? 0,
      spent: spent.get(id) ?? 0,
      spends: 0,
      had: had.get(id) ?? 0,
    })
    return new Map(personIds.map((id) => [id, standingOf(id)]))
  }

  function orderOf({ personId, originTag }: Wish, reward: RewardDocument): OrderDocument {
    return {
      _id: toId(),
      personId: toId(personId),
      rewardId: reward._id,
      orgId: reward.orgId,
      orgPath: reward.orgPath,
      title: reward.title,
      cost: reward.cost,
      state: 'open',
      originTag,
      codeNo: 0,
      codeTag: null,
      at: clock.now(),
      endedAt: null,
      endedBy: null,
      reason: null,
    }
  }

  /** Writes down what was decided: stock, accounts, orders, and both ledgers. */
  async function write(
    reward: RewardDocument,
    orders: OrderDocument[],
    who: ReadonlyMap<string, Standing>,
    session: ClientSession,
  ): Promise<void> {
    const taken = await RewardModel.updateOne(
      { _id: reward._id, stock: { $gte: orders.length } },
      { $inc: { stock: -orders.length } },
      { session },
    )
    ensure(taken.matchedCount === 1, 'reward.sold_out')
    await pay(
      [...who].filter(([, { spends }]) => spends > 0),
      session,
    )
    await codes.giveCodes(orders, session)
    await OrderModel.insertMany(orders, { session })
    await EntryModel.insertMany(
      orders.map(({ _id, personId, title, cost, at }) => ({
        ...{ key: `spend:${String(_id)}`, personId, orderId: _id },
        ...{ kind: 'spend', points: -cost, title, at },
      })),
      { session },
    )
    await StockModel.insertMany(
      orders.map(({ _id, at }, index) => ({
        ...{ key: `order:${String(_id)}`, rewardId: reward._id, kind: 'order', change: -1 },
        ...{ left: reward.stock - index - 1, at },
      })),
      { session },
    )
  }

  /** Meets wishes for one reward in turn. */
  async function placed(wishes: readonly Wish[], session: ClientSession): Promise<Outcome[]> {
    const rewardId = wishes[0]?.rewardId ?? ''
    const reward = await RewardModel.findById(rewardId).session(session).lean()
    if (!reward) return wishes.map(() => ({ refused: 'request.not_found' }))
    const tags = wishes.map(({ originTag }) => originTag)
    const before = await OrderModel.find({ originTag: { $in: tags } })
      .session(session)
      .lean()
    const known = new Map<string, OrderDocument>(before.map((order) => [order.originTag, order]))
    const who = await standingsOf(
      [...new Set(wishes.map(({ personId }) => personId))],
      rewardId,
      session,
    )
    const made: OrderDocument[] = []
    const outcomes = wishes.map((wish): Outcome => {
      const same = known.get(wish.originTag)
      if (same)
        return String(same.rewardId) === rewardId
          ? { order: same }
          : { refused: 'request.key_reused' }
      const standing = who.get(wish.personId)
      if (!standing) throw new Error('everybody stands somehow')
      const refused = refusalOf(wish, reward, reward.stock - made.length, standing)
      if (refused) return { refused }
      const order = orderOf(wish, reward)
      standing.spends += reward.cost
      standing.had += 1
      known.set(wish.originTag, order)
      made.push(order)
      return { order }
    })
    if (made.length > 0) await write(reward, made, who, session)
    return outcomes
  }

  const batches = createBatcher(
    (wishes: readonly Wish[]) =>
      inTransaction(async (session) => {
        try {
          return await placed(wishes, session)
        } catch (error) {
          // Somebody's other tap, or their first order elsewhere, was faster: it is there to be seen now.
          throw isDuplicateKey(error) ? runAgain(error) : error
        }
      }),
    { most: MOST_AT_ONCE, keyOf: ({ rewardId }) => rewardId },
  )

  /**
   * Takes one of a reward: stock and points in one transaction. The same key again gives what it gave.
   * @param key chosen by the client; without one every call is another order
   * @throws AppError request.not_found, request.key_reused, reward.stopped, reward.cost_changed,
   *   reward.sold_out, reward.most_each, reward.too_few_points
   */
  async function place(
    actor: PersonActor,
    rewardId: string,
    cost: number,
    key: string | null,
  ): Promise<OrderDocument> {
    const reward = await RewardModel.findById(rewardId, { orgId: 1 }).lean()
    const above = await orgsAbove(actor)
    ensure(reward && above.has(String(reward.orgId)), 'request.not_found')
    const originTag = keyring.blindIndex('reward-order', `${actor.id}\n${key ?? randomUUID()}`)
    const outcome = await batches.add({ personId: actor.id, rewardId, cost, originTag })
    if ('refused' in outcome) throw new AppError(outcome.refused)
    return outcome.order
  }

  return { place }
}

export type Placing = ReturnType<typeof createPlacing>
