import { NAME_CONSENT } from '@lianxin/shared'
import type { Services } from '../services'
import type { PersonActor } from '../http/route'
import type { SeedClock } from './seed-clock'
import type { SeededDistrict } from './seed-people'

/** How often each member of the demo checks in; days are counted back from today, 1 = yesterday. */
const habits: readonly { key: string; since: number; missed: readonly number[]; hour: number }[] = [
  { key: 'wang', since: 24, missed: [13, 20], hour: 7 },
  { key: 'zhang', since: 22, missed: [3, 4, 9, 15], hour: 12 },
  { key: 'liu', since: 19, missed: [6], hour: 19 },
  { key: 'chen', since: 12, missed: [1, 2, 7], hour: 8 },
  { key: 'huang', since: 10, missed: [5], hour: 21 },
]
/** Sentences by member and day; those of yesterday wait for somebody to read them. */
const thoughts: readonly { key: string; daysAgo: number; text: string }[] = [
  { key: 'wang', daysAgo: 11, text: '楼道里的事，先听各家把话说完，再商量。' },
  { key: 'liu', daysAgo: 8, text: '今天学的电梯那一课，回去就讲给楼上的老姐妹听了。' },
  { key: 'zhang', daysAgo: 5, text: '小事当天办，拖久了就成了大事。' },
  { key: 'wang', daysAgo: 3, text: '跟年轻人学用手机填表，三分钟就会。' },
  { key: 'wang', daysAgo: 1, text: '提意见要说清楚在哪里、什么时候，办事的人才好找。' },
  { key: 'liu', daysAgo: 1, text: '周六的志愿服务，我想带上孙子一起去。' },
]
/** Who agreed that the branch sees their name. */
const named = ['wang', 'liu']

/** Writes some weeks of check-ins, oldest first, through the service that people use. */
export async function seedCheckins(
  { people, checkins }: Services,
  clock: SeedClock,
  district: SeededDistrict,
): Promise<void> {
  function actor(key: string): PersonActor {
    const person = district.people.get(key)
    if (!person) throw new Error(`the demo names ${key} but does not define it`)
    return { kind: 'person', id: person.id, name: person.name, posts: person.posts, sessionId: '' }
  }
  const longest = Math.max(...habits.map(({ since }) => since))
  for (const key of named)
    await people.addConsent(actor(key).id, {
      ...NAME_CONSENT,
      granted: true,
      at: clock.standAt(longest, 7),
    })
  for (let daysAgo = longest; daysAgo >= 1; daysAgo -= 1) {
    for (const { key, since, missed, hour } of habits) {
      if (daysAgo > since || missed.includes(daysAgo)) continue
      clock.standAt(daysAgo, hour)
      const said = thoughts.find((each) => each.key === key && each.daysAgo === daysAgo)
      await checkins.checkins.checkIn(actor(key), said?.text ?? null)
    }
  }
  const secretary = actor('secretary')
  const { items } = await checkins.thoughts.list(secretary, { state: 'waiting', limit: 50 })
  const read = items.slice(0, thoughts.filter(({ daysAgo }) => daysAgo > 1).length)
  for (const { id } of read) await checkins.thoughts.review(secretary, id, 'passed')
  clock.standAt(0, 24)
}
