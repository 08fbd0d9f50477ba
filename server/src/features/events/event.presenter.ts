import type { OutputOf } from '@lianxin/shared/contract'
import { getOrgs } from '../orgs'
import type { AttendanceDocument } from './attendance.model'
import type { EventDeps } from './event.deps'
import type { EventDocument, ProjectDocument } from './event.model'
import { factsOf, wordsOf } from './project.service'
import type { SeatDocument } from './seat.model'

type Shift = OutputOf<'events.publicGet'>

/** Makes the part that shapes events for people; it asks for organizations and teams once a page. */
export function createEventPresenter({ teams }: Pick<EventDeps, 'teams'>) {
  async function namesFor(rows: readonly Pick<EventDocument, 'orgId' | 'teamId'>[]) {
    const [orgs, named] = await Promise.all([
      getOrgs(rows.map(({ orgId }) => String(orgId))),
      teams.namesOf(rows.flatMap(({ teamId }) => (teamId === null ? [] : [String(teamId)]))),
    ])
    return ({ orgId, teamId }: Pick<EventDocument, 'orgId' | 'teamId'>) => {
      const team = teamId === null ? undefined : named.get(String(teamId))
      return {
        org: { id: String(orgId), name: orgs.get(String(orgId))?.name ?? '' },
        team: team === undefined ? null : { id: String(teamId), name: team },
      }
    }
  }

  /** Dates, as anybody may see them. */
  async function shifts(rows: readonly EventDocument[]): Promise<Shift[]> {
    const names = await namesFor(rows)
    return rows.map((row) => ({
      id: String(row._id),
      projectId: String(row.projectId),
      kind: row.kind,
      number: row.number,
      ...names(row),
      day: row.day,
      startsAt: row.startsAt.toISOString(),
      endsAt: row.endsAt.toISOString(),
      state: row.state,
      reason: row.reason,
      ...factsOf(row),
      taken: row.taken,
      waiting: row.waiting,
    }))
  }

  async function shift(row: EventDocument): Promise<Shift> {
    const [one] = await shifts([row])
    if (!one) throw new Error('one in, one out')
    return one
  }

  async function projects(
    rows: readonly ProjectDocument[],
  ): Promise<OutputOf<'projects.list'>['items']> {
    const names = await namesFor(rows)
    return rows.map((row) => ({
      id: String(row._id),
      kind: row.kind,
      ...names(row),
      ...factsOf(row),
      startTime: row.startTime,
      minutes: row.minutes,
      rule: row.rule,
      ruleWords: wordsOf(row),
      from: row.from,
      until: row.until,
      days: row.days,
      state: row.state,
      revision: row.revision,
    }))
  }

  async function project(row: ProjectDocument): Promise<OutputOf<'projects.get'>> {
    const [one] = await projects([row])
    if (!one) throw new Error('one in, one out')
    return one
  }

  return { shifts, shift, projects, project }
}

/** A person's place; null for who has none. */
export function presentSeat(seat: SeatDocument | null, place: number | null) {
  return (
    seat && {
      state: seat.state,
      place,
      offeredUntil: seat.offeredUntil?.toISOString() ?? null,
    }
  )
}

/** Coming and going; null for who did not come. */
export function presentAttendance(kept: AttendanceDocument | null) {
  return (
    kept && {
      inAt: kept.inAt.toISOString(),
      inWay: kept.inWay,
      outAt: kept.outAt?.toISOString() ?? null,
      outWay: kept.outWay,
      band: kept.band,
      declined: kept.declined?.reason ?? null,
    }
  )
}

export type EventPresenter = ReturnType<typeof createEventPresenter>
