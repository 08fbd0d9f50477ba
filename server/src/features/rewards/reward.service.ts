import { MOST_REWARD_STOCK, staffRoles } from '@lianxin/shared'
import type { HandlerInputOf, OutputOf } from '@lianxin/shared/contract'
import { covers, rootsOf, type PersonActor } from '../../http/route'
import { AppError, ensure } from '../../platform/app-error'
import { inTransaction, isDuplicateKey } from '../../platform/database'
import { cutPage, decodeCursor } from '../../platform/paging'
import { actingOrg, getOrgs, orgsAbove } from '../orgs'
import { OrderModel } from './order.model'
import { hadOf } from './order.placing'
import type { RewardDeps } from './reward.deps'
import { RewardModel, StockModel, toId, type RewardDocument } from './reward.model'

interface PageQuery {
  cursor?: string | undefined
  limit: number
}
type Kept = OutputOf<'rewards.create'>
type Text = Pick<RewardDocument, 'title' | 'about' | 'pickup' | 'cost' | 'mostEach'>

async function present(rows: readonly RewardDocument[]) {
  const orgs = await getOrgs(rows.map(({ orgId }) => String(orgId)))
  return rows.map((row) => ({
    row,
    shown: {
      id: String(row._id),
      org: { id: String(row.orgId), name: orgs.get(String(row.orgId))?.name ?? '' },
      title: row.title,
      about: row.about,
      pickup: row.pickup,
      cost: row.cost,
      mostEach: row.mostEach,
      stock: row.stock,
    },
  }))
}

async function presentKept(rows: readonly RewardDocument[]): Promise<Kept[]> {
  const counts = await OrderModel.aggregate<{ _id: unknown; count: number }>([
    { $match: { rewardId: { $in: rows.map(({ _id }) => _id) }, state: 'open' } },
    { $group: { _id: '$rewardId', count: { $sum: 1 } } },
  ])
  const waiting = new Map(counts.map(({ _id, count }) => [String(_id), count]))
  return (await present(rows)).map(({ row, shown }) => ({
    ...shown,
    state: row.state,
    waiting: waiting.get(shown.id) ?? 0,
    stockChanges: row.stockChanges,
    revision: row.revision,
  }))
}

async function kept(row: RewardDocument | null): Promise<Kept> {
  const [one] = await presentKept(row ? [row] : [])
  ensure(one, 'request.not_found')
  return one
}

function saysTheSame(row: RewardDocument, text: Text): boolean {
  const keys = ['title', 'about', 'pickup', 'cost', 'mostEach'] as const
  return keys.every((key) => row[key] === text[key])
}

/** Rewards: staff of the subtree offers, changes, stops and restocks them; people see what is theirs. */
export function createRewardService({ clock }: Pick<RewardDeps, 'clock'>) {
  /** @throws AppError request.not_found */
  async function ofDesk(actor: PersonActor, id: string): Promise<RewardDocument> {
    const row = await RewardModel.findById(id).lean()
    ensure(row && covers(actor, row.orgPath.map(String), staffRoles), 'request.not_found')
    return row
  }

  /** What somebody's organizations and those above them offer, cheapest first. */
  async function offered(
    actor: PersonActor,
    { cursor, limit }: PageQuery,
  ): Promise<OutputOf<'me.rewards'>> {
    const after = cursor ? decodeCursor(cursor, ['number', 'id']) : null
    const orgIds = [...(await orgsAbove(actor))].map(toId)
    const rows = await RewardModel.find({
      orgId: { $in: orgIds },
      state: 'open',
      ...(after && {
        $or: [{ cost: { $gt: after[0] } }, { cost: after[0], _id: { $gt: toId(after[1]) } }],
      }),
    })
      .sort({ cost: 1, _id: 1 })
      .limit(limit + 1)
      .lean()
    const page = cutPage(rows, limit, (row) => [row.cost, String(row._id)])
    const [shown, had] = await Promise.all([
      present(page.items),
      hadOf(
        { personIds: [actor.id], rewardIds: page.items.map(({ _id }) => String(_id)) },
        '$rewardId',
      ),
    ])
    return {
      nextCursor: page.nextCursor,
      items: shown.map(({ shown: each }) => ({ ...each, had: had.get(each.id) ?? 0 })),
    }
  }

  async function list(
    actor: PersonActor,
    { state, cursor, limit }: HandlerInputOf<'rewards.list'>['query'],
  ): Promise<OutputOf<'rewards.list'>> {
    const after = cursor ? decodeCursor(cursor, ['id']) : null
    const rows = await RewardModel.find({
      orgPath: { $in: rootsOf(actor, staffRoles).map(toId) },
      state,
      ...(after && { _id: { $lt: toId(after[0]) } }),
    })
      .sort({ _id: -1 })
      .limit(limit + 1)
      .lean()
    const page = cutPage(rows, limit, (row) => [String(row._id)])
    return { items: await presentKept(page.items), nextCursor: page.nextCursor }
  }

  /** Offers something; the same again gives what is there. @throws AppError auth.forbidden, reward.title_taken */
  async function create(
    actor: PersonActor,
    { orgId, stock, ...text }: HandlerInputOf<'rewards.create'>['body'],
  ): Promise<Kept> {
    const org = await actingOrg(actor, orgId)
    const at = clock.now()
    const row: RewardDocument = {
      ...text,
      ...{ _id: toId(), orgId: toId(org.id), orgPath: org.path.map(toId), stock, at },
      ...{ stockChanges: 0, state: 'open', revision: 1 },
    }
    const offeredNow = inTransaction(async (session) => {
      await RewardModel.insertMany([row], { session })
      const entry = {
        ...{ key: `start:${String(row._id)}`, rewardId: row._id, kind: 'start', change: stock },
        ...{ left: stock, by: { id: actor.id, name: actor.name }, at },
      }
      await StockModel.insertMany([entry], { session })
      return row
    })
    const there = await offeredNow.catch(async (error: unknown) => {
      if (!isDuplicateKey(error)) throw error
      const { title } = text
      const known = await RewardModel.findOne({ orgId: row.orgId, title, state: 'open' }).lean()
      if (!known || !saysTheSame(known, text)) throw new AppError('reward.title_taken')
      return known
    })
    return kept(there)
  }

  /**
   * Changes or stops it; what it is already is no change, whatever the revision.
   * @throws AppError request.not_found, request.conflict, reward.title_taken
   */
  async function update(
    actor: PersonActor,
    id: string,
    { state, revision, ...text }: HandlerInputOf<'rewards.update'>['body'],
  ): Promise<Kept> {
    const row = await ofDesk(actor, id)
    if (row.state === state && saysTheSame(row, text)) return kept(row)
    const changed = RewardModel.findOneAndUpdate(
      { _id: id, revision },
      { $set: { ...text, state }, $inc: { revision: 1 } },
      { returnDocument: 'after' },
    ).lean()
    const now = await changed.catch((error: unknown) => {
      throw isDuplicateKey(error) ? new AppError('reward.title_taken') : error
    })
    ensure(now, 'request.conflict')
    return kept(now)
  }

  /**
   * Puts more in stock or takes some out; the same again gives what stands.
   * @throws AppError request.not_found, request.conflict, reward.too_little_stock, reward.too_much_stock
   */
  async function changeStock(
    actor: PersonActor,
    id: string,
    { change, reason, stockChanges }: HandlerInputOf<'rewards.changeStock'>['body'],
  ): Promise<Kept> {
    await ofDesk(actor, id)
    const key = `change:${id}:${stockChanges}`
    const by = { id: actor.id, name: actor.name }
    const now = await inTransaction(async (session) => {
      const row = await RewardModel.findById(id).session(session).lean()
      ensure(row, 'request.not_found')
      const repeat = await StockModel.findOne({ key }).session(session).lean()
      if (repeat) {
        const isSame =
          repeat.change === change && repeat.reason === reason && repeat.by?.id === actor.id
        ensure(isSame && row.stockChanges === stockChanges + 1, 'request.conflict')
        return row
      }
      ensure(row.stockChanges === stockChanges, 'request.conflict')
      ensure(row.stock + change >= 0, 'reward.too_little_stock')
      ensure(row.stock + change <= MOST_REWARD_STOCK, 'reward.too_much_stock')
      const changed = await RewardModel.findOneAndUpdate(
        { _id: id, stockChanges, stock: { $gte: -change } },
        { $inc: { stock: change, stockChanges: 1 } },
        { returnDocument: 'after', session },
      ).lean()
      ensure(changed, 'request.conflict')
      const entry = { key, rewardId: row._id, kind: 'change', change, left: changed.stock }
      await StockModel.insertMany([{ ...entry, reason, by, at: clock.now() }], { session })
      return changed
    })
    return kept(now)
  }

  /** How its stock came about, latest first. @throws AppError request.not_found */
  async function stockEntries(
    actor: PersonActor,
    id: string,
    { cursor, limit }: PageQuery,
  ): Promise<OutputOf<'rewards.stockEntries'>> {
    await ofDesk(actor, id)
    const after = cursor ? decodeCursor(cursor, ['id']) : null
    const rows = await StockModel.find({
      rewardId: toId(id),
      ...(after && { _id: { $lt: toId(after[0]) } }),
    })
      .sort({ _id: -1 })
      .limit(limit + 1)
      .lean()
    const page = cutPage(rows, limit, (row) => [String(row._id)])
    return {
      nextCursor: page.nextCursor,
      items: page.items.map((row) => ({
        id: String(row._id),
        kind: row.kind,
        change: row.change,
        left: row.left,
        reason: row.reason,
        by: row.by?.name ?? null,
        at: row.at.toISOString(),
      })),
    }
  }

  return { offered, list, create, update, changeStock, stockEntries }
}

export type RewardService = ReturnType<typeof createRewardService>
