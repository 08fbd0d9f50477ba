import type { Skill, SkillTime, TeamBase } from '@lianxin/shared'
import type { PersonActor } from '../http/route'
import type { Services } from '../services'
import type { SeedClock } from './seed-clock'
import type { SeededDistrict } from './seed-people'

interface DemoTeam {
  name: string
  org: string
  by: string
  base: TeamBase
  fields: string[]
  about: string
  leaders: readonly string[]
  members: readonly string[]
}

/** One of each base. */
const teams: readonly DemoTeam[] = [
  {
    name: '望江第三支部先锋队',
    org: 'wangjiang',
    by: 'secretary',
    base: 'organization',
    fields: ['home-visits', 'building-talks'],
    about: '支部的党员。哪家有难处，先上门听一听，再一起想办法。',
    leaders: ['wang'],
    members: ['zhang', 'liu'],
  },
  {
    name: '周六清洁队',
    org: 'wangjiang',
    by: 'secretary',
    base: 'activity',
    fields: ['cleaning', 'stairways'],
    about: '每个月第一个星期六，清楼道、清绿地，手套扫把都备好了。',
    leaders: ['zhang'],
    members: ['gao', 'lin', 'chen'],
  },
  {
    name: '柳岸巡河队',
    org: 'liuan',
    by: 'street-secretary',
    base: 'area',
    fields: ['rivers', 'patrol'],
    about: '住在河边的邻居，早晚走一圈，看见排污、看见险情就报。',
    leaders: ['huang', 'chen'],
    members: ['wu', 'yang'],
  },
  {
    name: '青禾家电维修队',
    org: 'qinghe',
    by: 'admin',
    base: 'trade',
    fields: ['repair', 'phone-help'],
    about: '修了一辈子电器的老师傅，逢五上街摆摊，小毛病当场修好。',
    leaders: ['xu'],
    members: ['luo', 'song'],
  },
]

interface DemoOffer {
  key: string
  skills: Skill[]
  own: string[]
  times: SkillTime[]
  sentence: string | null
}
const offers: readonly DemoOffer[] = [
  {
    key: 'liu',
    skills: ['haircut', 'sewing'],
    own: ['盘扣'],
    times: ['weekday-morning', 'weekend-morning'],
    sentence: '推子、剪刀自己带。',
  },
  {
    key: 'chen',
    skills: ['electrician', 'appliances'],
    own: [],
    times: ['weekday-evening', 'weekend-afternoon'],
    sentence: '干了三十年电工，有证。',
  },
  {
    key: 'huang',
    skills: ['law', 'mediation'],
    own: [],
    times: ['weekend-morning'],
    sentence: null,
  },
  {
    key: 'xu',
    skills: ['appliances', 'locks', 'bicycles'],
    own: ['磨刀'],
    times: ['weekday-afternoon'],
    sentence: '工具车停在家门口，随叫随到。',
  },
]

/** Four teams, who offers what, and one helper who came; through the services that people use. */
export async function seedVolunteers(
  { teams: { teams: founding, memberships }, skills }: Pick<Services, 'teams' | 'skills'>,
  clock: SeedClock,
  district: SeededDistrict,
): Promise<void> {
  function actor(key: string): PersonActor {
    const person = district.people.get(key)
    if (!person) throw new Error(`the demo names ${key} but does not define it`)
    return { kind: 'person', id: person.id, name: person.name, posts: person.posts, sessionId: '' }
  }
  clock.standAt(20, 9)
  for (const { org, by, leaders, members, ...text } of teams) {
    const orgId = district.orgs.get(org)?.id
    if (orgId === undefined) throw new Error(`the demo names ${org} but does not define it`)
    const leaderIds = leaders.map((key) => actor(key).id)
    const { id } = await founding.create(actor(by), { ...text, orgId, leaderIds })
    for (const key of members) await memberships.join(actor(key), id)
  }
  clock.standAt(12, 19)
  for (const { key, ...offer } of offers)
    await skills.offers.set(actor(key), { ...offer, findable: true })
  clock.standAt(8, 10)
  const secretary = actor('secretary')
  const liu = actor('liu')
  const { id } = await skills.invites.invite(secretary, {
    personId: liu.id,
    purpose: { type: 'other', id: null, title: '给活动室的老人理发' },
    message: '周六上午九点，活动室，来十来位老人，能来吗？',
  })
  clock.standAt(8, 12)
  await skills.invites.answer(liu, id, 'accepted')
  clock.standAt(5, 17)
  const use = { what: '给十二位老人理了发，还教会一位家属。', isDeed: true }
  await skills.invites.noteUse(secretary, id, use)
  clock.standAt(0, 24)
}
