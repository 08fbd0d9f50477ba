import { shanghaiDay, starsOf } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import type { PersonActor } from '../../http/route'
import { cutPage, decodeCursor } from '../../platform/paging'
import { pathOf } from '../book'
import type { PersonRecord } from '../people'
import type { HourDeps } from './hour.deps'
import { HourModel, HourMonthModel, toId } from './hour.model'
import { presentHours } from './hour.presenter'
import { servedIn, type ServiceRecord } from './hour.served'
import type { HourService } from './hour.service'
import type { StarService } from './star.service'

type Paged = { cursor?: string | undefined; limit: number }

/** Reading the ledger: one's own, and a date's. */
export function createHourReading(
  deps: Pick<HourDeps, 'clock' | 'people'> & { hours: HourService; stars: StarService },
) {
  const { clock, people, hours, stars } = deps

  /** Sums of a person, from the months that are kept. */
  async function sumsOf(personId: string) {
    const year = shanghaiDay(clock.now()).slice(0, 4)
    const rows = await HourMonthModel.find({ personId, side: 'home' }).lean()
    const sum = (of: (row: (typeof rows)[number]) => number) =>
      rows.reduce((total, row) => total + of(row), 0)
    return {
      minutes: sum((row) => row.minutes),
      thisYear: sum((row) => (row.month.startsWith(year) ? row.minutes : 0)),
      added: sum((row) => row.added),
      attendances: sum((row) => row.times),
    }
  }

  async function standing(person: Pick<PersonRecord, 'id' | 'posts'>) {
    const [sums, needed] = await Promise.all([
      sumsOf(person.id),
      pathOf(person).then((path) => stars.hoursFor(path)),
    ])
    return { sums, needed, reached: starsOf(sums.minutes, needed) }
  }

  async function mine(actor: PersonActor): Promise<OutputOf<'me.hours'>> {
    const { sums, needed, reached } = await standing(actor)
    const next = needed[reached]
    return {
      ...sums,
      stars: reached,
      starHours: [...needed],
      toNextStar: next === undefined ? null : next * 60 - sums.minutes,
    }
  }

  const record: ServiceRecord = {
    servedIn,
    starsOf: async (person) => (await standing(person)).reached,
  }

  /** A person's entries, latest first. */
  async function entriesOf(
    personId: string,
    { cursor, limit }: Paged,
  ): Promise<OutputOf<'me.hourEntries'>> {
    const after = cursor ? decodeCursor(cursor, ['string', 'id']) : null
    const rows = await HourModel.find({
      personId,
      ...(after
        ? {
            $or: [{ day: { $lt: after[0] } }, { day: after[0], _id: { $lt: toId(after[1]) } }],
          }
        : {}),
    })
      .sort({ day: -1, _id: -1 })
      .limit(limit + 1)
      .lean()
    const page = cutPage(rows, limit, (row) => [row.day, String(row._id)])
    const shown = await presentHours(page.items)
    return {
      nextCursor: page.nextCursor,
      items: shown.map((entry, index) => ({
        ...entry,
        eventId: String(page.items[index]?.eventId),
      })),
    }
  }

  /** The ledger of a date, in the order of writing. */
  async function entriesAt(
    actor: PersonActor,
    id: string,
    { cursor, limit }: Paged,
  ): Promise<OutputOf<'hours.entries'>> {
    await hours.deskEvent(actor, id)
    const after = cursor ? decodeCursor(cursor, ['id', 'id']) : null
    const rows = await HourModel.find({
      eventId: id,
      ...(after
        ? {
            $or: [
              { personId: { $gt: toId(after[0]) } },
              { personId: toId(after[0]), _id: { $gt: toId(after[1]) } },
            ],
          }
        : {}),
    })
      .sort({ personId: 1, _id: 1 })
      .limit(limit + 1)
      .lean()
    const page = cutPage(rows, limit, (row) => [String(row.personId), String(row._id)])
    const [shown, who] = await Promise.all([
      presentHours(page.items),
      people.getMany(page.items.map(({ personId }) => String(personId))),
    ])
    return {
      nextCursor: page.nextCursor,
      items: shown.map((entry, index) => {
        const personId = String(page.items[index]?.personId)
        return { ...entry, personId, name: who.get(personId)?.name ?? '（已注销）' }
      }),
    }
  }

  return { mine, entriesOf, entriesAt, record }
}
