import { hoursWords, shanghaiDay } from '@lianxin/shared'
import type { HandlerInputOf, OutputOf } from '@lianxin/shared/contract'
import type { PipelineStage } from 'mongoose'
import type { BinaryAnswer, PersonActor } from '../../http/route'
import { ensure } from '../../platform/app-error'
import { writeWorkbook } from '../../platform/sheets'
import { actingOrg, listSubtrees, type OrgRecord } from '../orgs'
import type { HourDeps } from './hour.deps'
import { HourModel, HourMonthModel, toId } from './hour.model'
import {
  homeUnit,
  hostUnit,
  noSums,
  sumsOf,
  sumsOfTeams,
  type Months,
  type Sums,
} from './hour.sums'

type Report = OutputOf<'hours.report'>
type ReportQuery = HandlerInputOf<'hours.report'>['query']
type PersonSums = Omit<Sums, 'people'> & { _id: unknown }
/** Some months, of one team or of everybody. */
interface Asked extends Months {
  teamId: string | null
}
type TeamAsked = Months & { teamId: string }

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

  /** Entries of the people of some organizations in some months. */
  function inLedger(orgIds: readonly string[], { from, to, teamId }: TeamAsked) {
    return {
      $match: {
        teamId: toId(teamId),
        month: { $gte: from, $lte: to },
        orgIds: { $in: orgIds.map(toId) },
      },
    }
  }

  /**
   * Sums of the ledger by person, and by `unit` where it is given. A date at which somebody has time
   * is an attendance, whatever entries make it up; what corrects added hours counts among the added.
   */
  function byPerson(unit: Record<string, string>): PipelineStage.Group[] {
    const keys = Object.fromEntries(
      ['person', ...Object.keys(unit)].map((key) => [key, `$_id.${key}`]),
    )
    return [
      {
        $group: {
          _id: {
            ...unit,
            person: '$personId',
            event: '$eventId',
            root: { $ifNull: ['$corrects', '$_id'] },
          },
          minutes: { $sum: '$minutes' },
          isAdded: { $max: { $cond: [{ $eq: ['$kind', 'added'] }, 1, 0] } },
        },
      },
      {
        $group: {
          _id: { ...keys, event: '$_id.event' },
          minutes: { $sum: '$minutes' },
          added: { $sum: { $multiply: ['$minutes', '$isAdded'] } },
        },
      },
      {
        $group: {
          _id: keys,
          minutes: { $sum: '$minutes' },
          added: { $sum: '$added' },
          attendances: { $sum: { $cond: [{ $gt: ['$minutes', 0] }, 1, 0] } },
        },
      },
    ]
  }

  /** What a team's volunteers of each of these organizations did: the sums that are kept do not say. */
  async function sumsInLedger(orgIds: readonly string[], asked: TeamAsked) {
    const rows = await HourModel.aggregate<Sums & { _id: unknown }>([
      inLedger(orgIds, asked),
      { $unwind: '$orgIds' },
      { $match: { orgIds: { $in: orgIds.map(toId) } } },
      ...byPerson({ org: '$orgIds' }),
      { $group: { _id: '$_id.org', ...overPeople } },
    ])
    return new Map(rows.map(({ _id, ...sums }) => [String(_id), sums]))
  }

  /** Figures of organizations, by organization. */
  async function figuresOf(
    orgIds: readonly string[],
    by: ReportQuery['by'],
    { teamId, ...months }: Asked,
  ): Promise<Map<string, Sums>> {
    if (by === 'home' && teamId !== null) return sumsInLedger(orgIds, { ...months, teamId })
    const unitOf = (orgId: string) =>
      by === 'home' ? homeUnit(orgId) : hostUnit(orgId, teamId ?? undefined)
    const sums = await sumsOf(orgIds.map(unitOf), months)
    return new Map(orgIds.map((orgId) => [orgId, sums.get(unitOf(orgId)) ?? noSums]))
  }

  /** Teams whose projects gave hours, most first: an hour belongs to the team that organized it. */
  async function teamsOf(org: OrgRecord, months: Months): Promise<Report['teams']> {
    const rows = await sumsOfTeams(org.id, months, MOST_TEAMS)
    const names = await teams.namesOf(rows.map(({ teamId }) => teamId))
    return rows.map(({ teamId, ...sums }) => ({
      team: { id: teamId, name: names.get(teamId) ?? '' },
      ...sums,
    }))
  }

  /** @throws AppError request.not_found */
  async function teamOf(id: string): Promise<Report['team']> {
    const name = (await teams.namesOf([id])).get(id)
    ensure(name !== undefined, 'request.not_found')
    return { id, name }
  }

  /** @throws AppError auth.forbidden, hours.bad_months, request.not_found */
  async function report(
    actor: PersonActor,
    { orgId, by, teamId: wishedTeam, ...wished }: ReportQuery,
  ): Promise<Report> {
    const org = await actingOrg(actor, orgId)
    const months = monthsOf(wished)
    const team = wishedTeam === undefined ? null : await teamOf(wishedTeam)
    const asked = { ...months, teamId: team?.id ?? null }
    const below = (await listSubtrees([org.id])).filter(({ parentId }) => parentId === org.id)
    const [figures, ofTeams] = await Promise.all([
      figuresOf([org.id, ...below.map(({ id }) => id)], by, asked),
      teamsOf(org, months),
    ])
    return {
      org: { id: org.id, name: org.name },
      team,
      ...months,
      ...(figures.get(org.id) ?? noSums),
      units: below.map(({ id, name }) => ({ org: { id, name }, ...(figures.get(id) ?? noSums) })),
      teams: ofTeams,
    }
  }

  /** Everybody of the subtree with time in these months, most first. */
  async function everybody(org: OrgRecord, asked: Asked) {
    const mostFirst: PipelineStage[] = [
      { $match: { minutes: { $gt: 0 } } },
      { $sort: { minutes: -1, _id: 1 } },
    ]
    const rows = await (asked.teamId === null
      ? HourMonthModel.aggregate<PersonSums>([
          {
            $match: { units: homeUnit(org.id), month: { $gte: asked.from, $lte: asked.to } },
          },
          { $group: { _id: '$personId', ...perPerson } },
          ...mostFirst,
        ])
      : HourModel.aggregate<PersonSums>([
          inLedger([org.id], { ...asked, teamId: asked.teamId }),
          ...byPerson({}),
          { $set: { _id: '$_id.person' } },
          ...mostFirst,
        ]))
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
    const rows = await everybody(org, { ...figures, teamId: figures.team?.id ?? null })
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
    const whose = figures.team ? `${org.name} ${figures.team.name}` : org.name
    const period = `${figures.from} 至 ${figures.to}`
    const bytes = await writeWorkbook([
      {
        name: '合计',
        notes: [
          `${whose} 志愿服务 ${period}`,
          ...(figures.team ? ['只算这支队组织的服务。'] : []),
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
    return {
      bytes,
      fileName: `${whose.replace(' ', '-')}-志愿服务-${figures.from}至${figures.to}.xlsx`,
    }
  }

  return { report, workbook }
}

/** Two decimals, as offices reckon: 90 minutes are 1.5. */
function inHours(minutes: number): number {
  return Math.round((minutes / 60) * 100) / 100
}
