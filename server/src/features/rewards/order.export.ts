import {
  addDays,
  formatShanghai,
  rewardOrderLabels,
  shanghaiDay,
  startOfShanghaiDay,
} from '@lianxin/shared'
import type { HandlerInputOf } from '@lianxin/shared/contract'
import type { BinaryAnswer, PersonActor } from '../../http/route'
import { writeWorkbook } from '../../platform/sheets'
import { actingOrg, getOrgs } from '../orgs'
import { OrderModel, type OrderDocument } from './order.model'
import type { RewardDeps } from './reward.deps'
import { toId } from './reward.model'

const PAGE = 300
/** More than a district hands over in a year, and what Excel opens without a pause. */
const MOST_ROWS = 20_000

const columns = [
  { header: '兑换时间', width: 18 },
  { header: '单位', width: 20 },
  { header: '礼品', width: 24 },
  { header: '姓名', width: 12 },
  { header: '积分', width: 8 },
  { header: '状态', width: 10 },
  { header: '领取或取消时间', width: 18 },
  { header: '经手人', width: 12 },
  { header: '取消原因', width: 24 },
]
const minuteOf = (at: Date) => formatShanghai(at, 'YYYY-MM-DD HH:mm')

/** Orders for Excel. */
export function createOrderExport({ clock, people }: Pick<RewardDeps, 'clock' | 'people'>) {
  async function rowsOf(orders: readonly OrderDocument[]) {
    const [who, orgs] = await Promise.all([
      people.getMany(orders.map(({ personId }) => String(personId))),
      getOrgs(orders.map(({ orgId }) => String(orgId))),
    ])
    return orders.map((order) => [
      minuteOf(order.at),
      orgs.get(String(order.orgId))?.name ?? '',
      order.title,
      who.get(String(order.personId))?.name ?? '（已注销）',
      order.cost,
      rewardOrderLabels[order.state],
      order.endedAt && minuteOf(order.endedAt),
      order.endedBy?.name ?? (order.state === 'cancelled' ? '本人' : null),
      order.reason,
    ])
  }

  /** @throws AppError auth.forbidden */
  return async function workbook(
    actor: PersonActor,
    query: HandlerInputOf<'rewardOrders.export'>['query'],
  ): Promise<BinaryAnswer> {
    const org = await actingOrg(actor, query.orgId)
    const to = query.to ?? shanghaiDay(clock.now())
    const from = query.from ?? `${to.slice(0, 4)}-01-01`
    const orders = await OrderModel.find({
      orgPath: toId(org.id),
      at: { $gte: startOfShanghaiDay(from), $lt: startOfShanghaiDay(addDays(to, 1)) },
    })
      .sort({ at: 1, _id: 1 })
      .limit(MOST_ROWS + 1)
      .lean()
    const shown = orders.slice(0, MOST_ROWS)
    const rows: (string | number | null)[][] = []
    for (let start = 0; start < shown.length; start += PAGE)
      rows.push(...(await rowsOf(shown.slice(start, start + PAGE))))
    const handedOver = shown.filter(({ state }) => state === 'handed_over')
    const points = handedOver.reduce((sum, { cost }) => sum + cost, 0)
    const notes = [
      `${org.name} 积分兑换 ${from} 至 ${to}`,
      `共 ${shown.length} 份，领走 ${handedOver.length} 份，用去 ${points} 分。`,
      ...(orders.length > MOST_ROWS ? [`只列出最早的 ${MOST_ROWS} 份，请把日子选短一些。`] : []),
    ]
    const bytes = await writeWorkbook([{ name: '积分兑换', notes, columns, rows }])
    return { bytes, fileName: `${org.name}-积分兑换-${from}至${to}.xlsx` }
  }
}
