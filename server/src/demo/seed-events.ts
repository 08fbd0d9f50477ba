import { addDays, shanghaiDay, type Recurrence } from '@lianxin/shared'
import type { HandlerInputOf } from '@lianxin/shared/contract'
import type { PersonActor } from '../http/route'
import type { Services } from '../services'
import type { SeedClock } from './seed-clock'
import type { SeededDistrict } from './seed-people'

type Project = HandlerInputOf<'projects.create'>['body']

const everySaturday: Recurrence = {
  pattern: 'weekly',
  weekday: 6,
  everyWeeks: 1,
  months: null,
  onWorkedWeekends: 'skip',
  onHolidays: 'keep',
}
const firstSaturday: Recurrence = {
  pattern: 'monthly_weekday',
  weekday: 6,
  nth: 1,
  months: null,
  onWorkedWeekends: 'keep',
  onHolidays: 'keep',
}
/** The invented park by the river; a point in no real one. */
const park = { lat: 30.2741, lng: 120.1551 }

/** How long ago the shift was that the demo has hours of. */
const SERVED_DAYS_AGO = 9

function project(more: Partial<Project> & Pick<Project, 'title' | 'place' | 'from'>): Project {
  return {
    kind: 'shift',
    orgId: undefined,
    teamId: null,
    about: '',
    point: null,
    bring: '',
    contact: '李敏，社区服务站一楼',
    minAge: null,
    maxAge: null,
    skill: '',
    capacity: 20,
    needed: 0,
    minShare: 60,
    startTime: '09:00',
    minutes: 120,
    rule: null,
    until: null,
    days: [],
    ...more,
  }
}

/** Shifts of the demo's community: some to come, one that was, with hours that stand. */
export async function seedEvents(
  { events, hours }: Services,
  clock: SeedClock,
  district: SeededDistrict,
): Promise<void> {
  function actor(key: string): PersonActor {
    const person = district.people.get(key)
    if (!person) throw new Error(`the demo names ${key} but does not define it`)
    return { kind: 'person', id: person.id, name: person.name, posts: person.posts, sessionId: '' }
  }
  const secretary = actor('secretary')
  const today = shanghaiDay(clock.standAt(0, 24))
  /** Sets a project up and signs people up for its first date to come. */
  async function arrange(body: Project, people: readonly string[]): Promise<string | undefined> {
    const { _id } = await events.projects.create(secretary, body, null)
    const { items } = await events.events.deskList(secretary, {
      when: 'coming',
      risk: 'no',
      projectId: String(_id),
      limit: 1,
    })
    const [first] = items
    if (!first) return undefined
    for (const key of people)
      await events.seats.signUp(first, actor(key).id, { via: 'page', fits: true })
    return String(first._id)
  }

  await tellServed()
  clock.standAt(0, 24)
  await arrange(
    project({
      title: '周六清洁日',
      about: '清楼道、捡绿地里的烟头，干完一起喝口热茶。',
      place: '望江公园东门',
      point: park,
      bring: '手套、水杯',
      from: today,
      rule: everySaturday,
      needed: 8,
    }),
    ['wang', 'zhang', 'gao'],
  )
  await arrange(
    project({
      title: '每月服务日：便民摊',
      about: '量血压、磨剪刀、教手机，每月第一个星期六都在。',
      place: '社区服务站门口',
      from: today,
      rule: firstSaturday,
      startTime: '14:00',
    }),
    ['liu'],
  )
  await arrange(
    project({
      title: '陪张奶奶去医院复查',
      place: '三号楼二单元门口',
      bring: '口罩',
      from: today,
      days: [addDays(today, 2)],
      startTime: '08:30',
      minutes: 180,
      capacity: 1,
      needed: 1,
    }),
    ['chen', 'lin'],
  )
  await arrange(
    project({
      kind: 'party_day',
      title: '主题党日：河边走一走，听听居民说',
      place: '社区会议室集合',
      from: today,
      days: [addDays(today, 5)],
      startTime: '19:00',
      minutes: 90,
    }),
    ['wang'],
  )

  /** A morning some days ago: who signed up came, and the secretary confirmed it. */
  async function tellServed(): Promise<void> {
    clock.standAt(SERVED_DAYS_AGO + 3, 9)
    const day = addDays(today, -SERVED_DAYS_AGO)
    const people = ['wang', 'zhang', 'gao']
    const id = await arrange(
      project({ title: '秋季清洁日', place: '望江公园东门', from: day, days: [day] }),
      people,
    )
    if (id === undefined) return
    const event = (
      await events.events.deskList(secretary, { when: 'coming', risk: 'no', limit: 100 })
    ).items.find(({ _id }) => String(_id) === id)
    if (!event) return
    clock.standAt(SERVED_DAYS_AGO, 15)
    const ids = people.map((key) => actor(key).id)
    await events.attendance.capture(
      event,
      secretary.id,
      ids.flatMap((personId) => [
        { personId, way: 'in' as const, at: event.startsAt },
        { personId, way: 'out' as const, at: event.endsAt },
      ]),
    )
    await events.attendance.sweepDoors(new AbortController().signal)
    await hours.hours.approve(secretary, id, { effect: 'plain', personIds: ids.slice(0, 2) })
  }
}
