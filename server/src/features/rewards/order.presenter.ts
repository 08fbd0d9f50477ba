import type { OutputOf } from '@lianxin/shared/contract'
import { getOrgs } from '../orgs'
import type { OrderCodes } from './order.codes'
import type { OrderDocument } from './order.model'
import type { RewardDeps } from './reward.deps'
import { RewardModel } from './reward.model'

type OwnOrder = OutputOf<'me.order'>
type KeptOrder = OutputOf<'rewardOrders.byCode'>

async function present(rows: readonly OrderDocument[]) {
  const orgs = await getOrgs(rows.map(({ orgId }) => String(orgId)))
  return rows.map((row) => ({
    row,
    shown: {
      id: String(row._id),
      title: row.title,
      org: { id: String(row.orgId), name: orgs.get(String(row.orgId))?.name ?? '' },
      cost: row.cost,
      state: row.state,
      at: row.at.toISOString(),
      endedAt: row.endedAt?.toISOString() ?? null,
      reason: row.reason,
    },
  }))
}

/** Orders as who ordered sees them: with the code while it is good for something. */
export async function presentOwn(
  rows: readonly OrderDocument[],
  codes: Pick<OrderCodes, 'codeOf'>,
): Promise<OwnOrder[]> {
  const rewards = await RewardModel.find(
    { _id: { $in: [...new Set(rows.map(({ rewardId }) => String(rewardId)))] } },
    { pickup: 1 },
  ).lean()
  const pickups = new Map(rewards.map(({ _id, pickup }) => [String(_id), pickup]))
  return (await present(rows)).map(({ row, shown }) => ({
    ...shown,
    code: row.state === 'open' ? codes.codeOf(row) : null,
    pickup: pickups.get(String(row.rewardId)) ?? '',
  }))
}

/** Orders as the desk sees them: never with a code, which only its owner says. */
export async function presentKept(
  rows: readonly OrderDocument[],
  people: Pick<RewardDeps['people'], 'getMany'>,
): Promise<KeptOrder[]> {
  const who = await people.getMany(rows.map(({ personId }) => String(personId)))
  return (await present(rows)).map(({ row, shown }) => {
    const id = String(row.personId)
    return {
      ...shown,
      person: { id, name: who.get(id)?.name ?? '（已注销）' },
      endedBy: row.endedBy?.name ?? null,
    }
  })
}
