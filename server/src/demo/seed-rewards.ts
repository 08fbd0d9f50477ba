import type { PersonActor } from '../http/route'
import type { Services } from '../services'
import type { SeedClock } from './seed-clock'
import type { SeededDistrict } from './seed-people'

interface DemoReward {
  title: string
  org: string
  by: string
  about: string
  pickup: string
  cost: number
  mostEach: number | null
  stock: number
}

const station = '工作日 9 点到 17 点，社区服务站一楼'
const rewards: readonly DemoReward[] = [
  {
    title: '环保手提袋',
    org: 'wangjiang',
    by: 'secretary',
    about: '帆布的，买菜装得下。',
    pickup: station,
    ...{ cost: 2, mostEach: 2, stock: 30 },
  },
  {
    title: '洗洁精一瓶',
    org: 'wangjiang',
    by: 'secretary',
    about: '一公斤装。',
    pickup: station,
    ...{ cost: 4, mostEach: null, stock: 12 },
  },
  {
    title: '大米 5 公斤',
    org: 'wangjiang',
    by: 'secretary',
    about: '今年的新米，一袋。搬不动的，网格员送到家。',
    pickup: station,
    ...{ cost: 20, mostEach: null, stock: 8 },
  },
  {
    title: '赠阅一季报纸',
    org: 'liuan',
    by: 'street-secretary',
    about: '从下个季度起，每天送到楼下报箱。',
    pickup: '工作日，街道党群服务中心二号窗口',
    ...{ cost: 30, mostEach: 1, stock: 10 },
  },
  {
    title: '健康体检一次',
    org: 'liuan',
    by: 'street-secretary',
    about: '街道卫生服务中心，十二项，约好时间去。',
    pickup: '工作日，街道党群服务中心二号窗口',
    ...{ cost: 40, mostEach: 1, stock: 5 },
  },
]

/** What points are exchanged for, one that waits for its owner and one that was handed over. */
export async function seedRewards(
  { rewards: { offers, placing, orders } }: Pick<Services, 'rewards'>,
  clock: SeedClock,
  district: SeededDistrict,
): Promise<void> {
  function actor(key: string): PersonActor {
    const person = district.people.get(key)
    if (!person) throw new Error(`the demo names ${key} but does not define it`)
    return { kind: 'person', id: person.id, name: person.name, posts: person.posts, sessionId: '' }
  }
  clock.standAt(7, 9)
  const made = new Map<string, string>()
  for (const { org, by, ...reward } of rewards) {
    const orgId = district.orgs.get(org)?.id
    if (orgId === undefined) throw new Error(`the demo names ${org} but does not define it`)
    made.set(reward.title, (await offers.create(actor(by), { ...reward, orgId })).id)
  }
  const order = async (key: string, title: string, cost: number) =>
    placing.place(actor(key), made.get(title) ?? '', cost, `demo:${key}`)
  clock.standAt(4, 10)
  const { _id } = await order('zhang', '洗洁精一瓶', 4)
  clock.standAt(3, 15)
  await orders.handOver(actor('secretary'), String(_id))
  clock.standAt(1, 19)
  await order('wang', '环保手提袋', 2)
  clock.standAt(0, 24)
}
