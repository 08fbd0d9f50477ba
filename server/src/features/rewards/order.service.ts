import { staffRoles } from '@lianxin/shared'
import type { HandlerInputOf, OutputOf } from '@lianxin/shared/contract'
import type { ClientSession } from 'mongoose'
import { covers, rootsOf, type PersonActor } from '../../http/route'
import { AppError, ensure } from '../../platform/app-error'
import { inTransaction } from '../../platform/database'
import { cutPage, decodeCursor } from '../../platform/paging'
import type { OrderCodes } from './order.codes'
import { AccountModel, EntryModel, OrderModel, type OrderDocument } from './order.model'
import { presentKept, presentOwn } from './order.presenter'
import type { RewardDeps } from './reward.deps'
import { RewardModel, StockModel, toId } from './reward.model'

interface PageQuery {
  cursor?: string | undefined
  limit: number
}

async function page(match: object, { cursor, limit }: PageQuery) {
  const after = cursor ? decodeCursor(cursor, ['id']) : null
  const rows = await OrderModel.find({
    ...match,
    ...(after ? { _id: { $lt: toId(after[0]) } } : {}),
  })
    .sort({ _id: -1 })
    .limit(limit + 1)
    .lean()
  return cutPage(rows, limit, (row) => [String(row._id)])
}

/** What becomes of orders: handed over, or cancelled with points and stock coming back; one of both. */
export function createOrderService({
  clock,
  people,
  codes,
}: Pick<RewardDeps, 'clock' | 'people'> & { codes: OrderCodes }) {
  /** @throws AppError request.not_found */
  async function ofDesk(actor: PersonActor, id: string): Promise<OrderDocument> {
    const order = await OrderModel.findById(id).lean()
    ensure(order && covers(actor, order.orgPath.map(String), staffRoles), 'request.not_found')
    return order
  }

  async function kept(order: OrderDocument): Promise<OutputOf<'rewardOrders.byCode'>> {
    const [shown] = await presentKept([order], people)
    if (!shown) throw new Error('one in, one out')
    return shown
  }

  async function own(order: OrderDocument): Promise<OutputOf<'me.order'>> {
    const [shown] = await presentOwn([order], codes)
    if (!shown) throw new Error('one in, one out')
    return shown
  }

  /** Whose code this is. @throws AppError reward.wrong_code, also for one of another subtree */
  async function byCode(actor: PersonActor, code: string) {
    const order = await codes.find(code)
    ensure(order && covers(actor, order.orgPath.map(String), staffRoles), 'reward.wrong_code')
    return kept(order)
  }

  /**
   * Notes that it was handed over; again changes nothing.
   * @throws AppError request.not_found, reward.own, reward.cancelled
   */
  async function handOver(actor: PersonActor, id: string) {
    const order = await ofDesk(actor, id)
    ensure(String(order.personId) !== actor.id, 'reward.own')
    const endedBy = { id: actor.id, name: actor.name }
    // Of this and a cancellation at the same moment one finds the order open.
    const ended = await OrderModel.findOneAndUpdate(
      { _id: id, state: 'open' },
      { $set: { state: 'handed_over', endedAt: clock.now(), endedBy } },
      { returnDocument: 'after' },
    ).lean()
    const now = ended ?? (await ofDesk(actor, id))
    ensure(now.state === 'handed_over', 'reward.cancelled')
    return kept(now)
  }

  /**
   * Cancels a waiting order, in the caller's transaction: points and stock come back. Each has a key
   * in its ledger, so that neither can come back twice.
   * @returns the order as it is now; one that was cancelled before is left as it is
   * @throws AppError reward.handed_over
   */
  async function cancelWithin(
    { _id }: Pick<OrderDocument, '_id'>,
    { endedBy, reason }: Pick<OrderDocument, 'endedBy' | 'reason'>,
    session: ClientSession,
  ): Promise<OrderDocument> {
    const at = clock.now()
    const order = await OrderModel.findOneAndUpdate(
      { _id, state: 'open' },
      { $set: { state: 'cancelled', endedAt: at, endedBy, reason } },
      { returnDocument: 'after', session },
    ).lean()
    if (!order) {
      const ended = await OrderModel.findById(_id).session(session).lean()
      if (ended?.state !== 'cancelled') throw new AppError('reward.handed_over')
      return ended
    }
    const { personId, rewardId, title, cost } = order
    const reward = await RewardModel.findByIdAndUpdate(
      rewardId,
      { $inc: { stock: 1 } },
      { returnDocument: 'after', session },
    ).lean()
    await AccountModel.updateOne({ _id: personId }, { $inc: { spent: -cost } }, { session })
    await EntryModel.insertMany(
      [
        {
          ...{ key: `refund:${String(_id)}`, personId, orderId: _id },
          ...{ kind: 'refund', points: cost, title, at },
        },
      ],
      { session },
    )
    await StockModel.insertMany(
      [
        {
          ...{ key: `return:${String(_id)}`, rewardId, kind: 'return', change: 1 },
          ...{ left: reward?.stock ?? 1, at },
        },
      ],
      { session },
    )
    return order
  }

  /** By staff, with a reason; again changes nothing. @throws AppError request.not_found, reward.handed_over */
  async function cancel(actor: PersonActor, id: string, reason: string) {
    const order = await ofDesk(actor, id)
    const endedBy = { id: actor.id, name: actor.name }
    return kept(await inTransaction((session) => cancelWithin(order, { endedBy, reason }, session)))
  }

  /** By who ordered it; again changes nothing. @throws AppError request.not_found, reward.handed_over */
  async function cancelOwn(actor: PersonActor, id: string) {
    const order = await OrderModel.findOne({ _id: id, personId: actor.id }).lean()
    ensure(order, 'request.not_found')
    const words = { endedBy: null, reason: null }
    return own(await inTransaction((session) => cancelWithin(order, words, session)))
  }

  async function list(
    actor: PersonActor,
    { state, ...query }: HandlerInputOf<'rewardOrders.list'>['query'],
  ): Promise<OutputOf<'rewardOrders.list'>> {
    const match = { orgPath: { $in: rootsOf(actor, staffRoles).map(toId) }, state }
    const { items, nextCursor } = await page(match, query)
    return { items: await presentKept(items, people), nextCursor }
  }

  async function mine(actor: PersonActor, query: PageQuery): Promise<OutputOf<'me.rewardOrders'>> {
    const { items, nextCursor } = await page({ personId: toId(actor.id) }, query)
    return { items: await presentOwn(items, codes), nextCursor }
  }

  /**
   * Somebody closes their account, in the caller's transaction: what waits for them is cancelled, words
   * about them go. The ledgers stay beside the tombstone, so that every sum still adds up.
   */
  async function eraseFor(personId: string, session: ClientSession): Promise<void> {
    const waiting = await OrderModel.find({ personId, state: 'open' }, { _id: 1 })
      .session(session)
      .lean()
    for (const order of waiting) await cancelWithin(order, { endedBy: null, reason: null }, session)
    await OrderModel.updateMany(
      { personId },
      { $set: { reason: null, codeTag: null } },
      { session },
    )
  }

  return { own, byCode, handOver, cancel, cancelOwn, list, mine, eraseFor }
}

export type OrderService = ReturnType<typeof createOrderService>
