import { shanghaiDay } from '@lianxin/shared'
import type { Services } from '../services'
import type { PersonActor } from '../http/route'
import type { SeedClock } from './seed-clock'
import type { SeededDistrict } from './seed-people'

/**
 * One assessment group, a deed that it refused and whose appeal was answered, and two deeds that
 * wait; all through the services that people use.
 */
export async function seedAssessment(
  { assessment: { groups, deeds, appeals } }: Pick<Services, 'assessment'>,
  clock: SeedClock,
  district: SeededDistrict,
): Promise<void> {
  function actor(key: string): PersonActor {
    const person = district.people.get(key)
    if (!person) throw new Error(`the demo names ${key} but does not define it`)
    return { kind: 'person', id: person.id, name: person.name, posts: person.posts, sessionId: '' }
  }
  const [wang, zhang, liu, chen, secretary] = [
    actor('wang'),
    actor('zhang'),
    actor('liu'),
    actor('chen'),
    actor('secretary'),
  ]
  const orgId = secretary.posts[0]?.orgId
  if (orgId === undefined) throw new Error('the demo’s secretary has a post')
  clock.standAt(9, 9)
  await groups.set(secretary, orgId, [zhang.id, liu.id, chen.id])
  const propose = (by: PersonActor, daysAgo: number, what: string, proof: string | null = null) =>
    deeds.proposeOwn(by, { day: shanghaiDay(clock.standAt(daysAgo, 18)), what, proof })

  const refused = await propose(wang, 8, '陪三号楼的孤老去医院做了检查')
  clock.standAt(7, 10)
  await deeds.say(liu, refused.id, { yes: false, words: '没写是哪一位，问不到人。' })
  await deeds.say(chen, refused.id, { yes: false, words: '请写上谁能证明。' })
  clock.standAt(6, 9)
  const words = '是三号楼 201 的许阿婆，她女儿可以证明。'
  const appeal = await appeals.appeal(wang, { about: 'deed', aboutId: refused.id, words })
  clock.standAt(5, 15)
  const answer = { upheld: true, words: '问过许阿婆的女儿，属实，请小组重新看。', amount: null }
  await appeals.answer(secretary, appeal.id, answer)
  await propose(zhang, 2, '带着两位邻居清了楼道里的旧家具', '第三支部群里有照片')
  clock.standAt(0, 24)
}
