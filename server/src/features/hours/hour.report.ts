import { hoursWords, shanghaiDay } from '@lianxin/shared'
import type { HandlerInputOf, OutputOf } from '@lianxin/shared/contract'
import type { BinaryAnswer, PersonActor } from '../../http/route'
import { ensure } from '../../platform/app-error'
import { writeWorkbook } from '../../platform/sheets'
import { actingOrg, listSubtrees, type OrgRecord } from '../orgs'
import type { HourDeps } from './hour.deps'
import { HourModel, HourMonthModel, toId } from './hour.model'

type Report = OutputOf<'hours.report'>
type Sums = Pick<Report, 'people' | 'attendances' | 'minutes' | 'added'>
interface Months {
  from: string
  to: string
}

const nothing: Sums = { people: 0, attendances: 0, minutes: 0, added: 0 }
const MOST_MONTHS = 36
const MOST_TEAMS = 100
/** People of the workbook that are read at a time. */
const PAGE = 300

/** Sums over people: each is one person, however many months or organizations they stand in. */
const perPerson = {
  minutes: { $sum: '$minutes' },
  added: { $sum: '$added' },
  attendances: { $sum: '$times' },
}
const overPeople = {
  people: { $sum: { $cond: [{ $gt: ['$minutes', 0] }, 1, 0] } },
  minutes: { $sum: '$minutes' },
  added: { $sum: '$added' },
  attendances: { $sum: '$attendances' },
}

function ensureMonths({ from, to }: Months): void {
  const months = (month: string) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5))
  const count = months(to) - months(from) + 1
  ensure(count >= 1 && count <= MOST_MONTHS, 'hours.bad_months')
}

/** Figures of a subtree. People, attendances and hours stand side by side; none stands for another. */
export function createHourReports({
  clock,
  people,
  teams,
}: Pick<HourDeps, 'clock' | 'people' | 'teams'>) {
  /** @throws AppError hours.bad_months */
  function monthsOf(asked: { from?: string | undefined; to?: string | undefined }): Months {
    const thisMonth = shanghaiDay(clock.now()).slice(0, 7)
    const months = { from: asked.from ?? `${thisMonth.slice(0, 4)}-01`, to: asked.to ?? thisMonth }
    ensureMonths(months)
    return months
  }

  /** Whose people did it: from the months that are kept. */
  async function sumsByHome(org: OrgRecord, { from, to }: Months): Promise<Sums> {
    const [sums] = await HourMonthModel.aggregate<Sums>([
      { $match: { orgIds: toId(org.id), month: { $gte: from, $lte: to } } },
      { $group: { _id: '$personId', ...perPerson } },
      { $group: { _id: null, ...overPeople } },
    ])
    return sums ?? nothing
  }

  /** The same for each organization right below. Whoever belongs to two of them stands in both. */
  async function unitsByHome(
    org: OrgRecord,
    below: readonly OrgRecord[],
    { from, to }: Months,
  ): Promise<Map<string, Sums>> {
    const rows = await HourMonthModel.aggregate<Sums & { _id: unknown }>([
      { $match: { orgIds: toId(org.id), month: { $gte: from, $lte: to } } },
      { $unwind: '$orgIds' },
      { $match: { orgIds: { $in: below.map(({ id }) => toId(id)) } } },
      { $group: { _id: { org: '$orgIds', person: '$personId' }, ...perPerson } },
      { $group: { _id: '$_id.org', ...overPeople } },
    ])
    return new Map(rows.map(({ _id, ...sums }) => [String(_id), sums]))
  }

  /** Who organized it: from the ledger. */
  function hostedBy(orgIds: readonly string[], { from, to }: Months) {
    return [
      {
        $match: {
          hostPath: { $in: orgIds.map(toId) },
          month: { $gte: from, $lte: to },
        },
      },
    ]
  }
  /** A date at which somebody has time is an attendance, whatever entries make it up. */
  const perDate = {
    minutes: { $sum: '$minutes' },
    added: { $sum: { $cond: [{ $eq: ['$kind', 'added'] }, '$minutes', 0] } },
  }
  const attended = { $sum: { $cond: [{ $gt: ['$minutes', 0] }, 1, 0] } }

  async function sumsByHost(org: OrgRecord, months: Months): Promise<Sums> {
    const [sums] = await HourModel.aggregate<Sums>([
      ...hostedBy([org.id], months),
      { $group: { _id: { person: '$personId', event: '$eventId' }, ...perDate } },
      {
        $group: {
          _id: '$_id.person',
          minutes: { $sum: '$minutes' },
          added: { $sum: '$added' },
          attendances: attended,
        },
      },
      { $group: { _id: null, ...overPeople } },
    ])
    return sums ?? nothing
  }

  async function unitsByHost(below: readonly OrgRecord[], months: Months) {
    const ids = below.map(({ id }) => id)
    const rows = await HourModel.aggregate<Sums & { _id: unknown }>([
      ...hostedBy(ids, months),
      { $unwind: '$hostPath' },
      { $match: { hostPath: { $in: ids.map(toId) } } },
      {
        $group: { _id: { org: '$hostPath', person: '$personId', event: '$eventId' }, ...perDate },
      },
      {
        $group: {
          _id: { org: '$_id.org', person: '$_id.person' },
          minutes: { $sum: '$minutes' },
          added: { $sum: '$added' },
          attendances: attended,
        },
      },
      { $group: { _id: '$_id.org', ...overPeople } },
    ])
    return new Map(rows.map(({ _id, ...sums }) => [String(_id), sums]))
  }

  /** Teams whose projects gave hours, most first: an hour belongs to the team that organized it. */
  async function teamsOf(org: OrgRecord, months: Months): Promise<Report['teams']> {
    const rows = await HourModel.aggregate<Omit<Sums, 'added'> & { _id: unknown }>([
      ...hostedBy([org.id], months),
      { $match: { teamId: { $type: 'objectId' } } },
      {
        $group: {
          _id: { team: '$teamId', person: '$personId', event: '$eventId' },
          minutes: { $sum: '$minutes' },
        },
      },
      {
        $group: {
          _id: { team: '$_id.team', person: '$_id.person' },
          minutes: { $sum: '$minutes' },
          attendances: attended,
        },
      },
      {
        $group: {
          _id: '$_id.team',
          people: overPeople.people,
          minutes: { $sum: '$minutes' },
          attendances: { $sum: '$attendances' },
        },
      },
      { $sort: { minutes: -1, _id: 1 } },
      { $limit: MOST_TEAMS },
    ])
    const names = await teams.namesOf(rows.map(({ _id }) => String(_id)))
    return rows.map(({ _id, ...sums }) => ({
      team: { id: String(_id), name: names.get(String(_id)) ?? '' },
      ...sums,
    }))
  }

  /** @throws AppError auth.forbidden, hours.bad_months */
  async function report(
    actor: PersonActor,
    { orgId, by, ...asked }: HandlerInputOf<'hours.report'>['query'],
  ): Promise<Report> {
    const org = await actingOrg(actor, orgId)
    const months = monthsOf(asked)
    const below = (await listSubtrees([org.id])).filter(({ parentId }) => parentId === org.id)
    const [sums, units, ofTeams] = await Promise.all([
      by === 'home' ? sumsByHome(org, months) : sumsByHost(org, months),
      by === 'home' ? unitsByHome(org, below, months) : unitsByHost(below, months),
      teamsOf(org, months),
    ])
    return {
      org: { id: org.id, name: org.name },
      ...months,
      ...sums,
      units: below.map(({ id, name }) => ({ org: { id, name }, ...(units.get(id) ?? nothing) })),
      teams: ofTeams,
    }
  }

  /** Everybody of the subtree with time in these months, most first. */
  async function everybody(org: OrgRecord, { from, to }: Months) {
    const rows = await HourMonthModel.aggregate<Omit<Sums, 'people'> & { _id: unknown }>([
      { $match: { orgIds: toId(org.id), month: { $gte: from, $lte: to } } },
      { $group: { _id: '$personId', ...perPerson } },
      { $match: { minutes: { $gt: 0 } } },
      { $sort: { minutes: -1, _id: 1 } },
    ])
    const names = new Map<string, string>()
    for (let start = 0; start < rows.length; start += PAGE) {
      const ids = rows.slice(start, start + PAGE).map(({ _id }) => String(_id))
      for (const [id, { name }] of await people.getMany(ids)) names.set(id, name)
    }
    return rows.map(({ _id, ...sums }) => ({
      name: names.get(String(_id)) ?? '（已注销）',
      ...sums,
    }))
  }

  /** A workbook of the same figures, with a row for everybody. */
  async function workbook(
    actor: PersonActor,
    query: HandlerInputOf<'hours.export'>['query'],
  ): Promise<BinaryAnswer> {
    const figures = await report(actor, { ...query, by: 'home' })
    const org = await actingOrg(actor, query.orgId)
    const rows = await everybody(org, figures)
    const columns = (first: string) => [
      { header: first, width: 24 },
      { header: '人数', width: 10 },
      { header: '人次', width: 10 },
      { header: '时长（小时）', width: 14 },
      { header: '其中补录（小时）', width: 18 },
    ]
    const row = (name: string, { people: count, attendances, minutes, added }: Sums) => [
      name,
      count,
      attendances,
      inHours(minutes),
      inHours(added),
    ]
    const period = `${figures.from} 至 ${figures.to}`
    const bytes = await writeWorkbook([
      {
        name: '合计',
        notes: [
          `${org.name} 志愿服务 ${period}`,
          '一个人到几次算几人次，人数只算一个；双报到的人在两边都列出，合计只算一次。',
        ],
        columns: columns('单位'),
        rows: [row(org.name, figures), ...figures.units.map((unit) => row(unit.org.name, unit))],
      },
      {
        name: '个人',
        columns: [
          { header: '姓名', width: 14 },
          { header: '次数', width: 10 },
          { header: '时长（小时）', width: 14 },
          { header: '时长', width: 20 },
          { header: '其中补录（小时）', width: 18 },
        ],
        rows: rows.map(({ name, attendances, minutes, added }) => [
          name,
          attendances,
          inHours(minutes),
          hoursWords(minutes),
          inHours(added),
        ]),
      },
    ])
    return { bytes, fileName: `${org.name}-志愿服务-${figures.from}至${figures.to}.xlsx` }
  }

  return { report, workbook }
}

/** Two decimals, as offices reckon: 90 minutes are 1.5. */
function inHours(minutes: number): number {
  return Math.round((minutes / 60) * 100) / 100
}
