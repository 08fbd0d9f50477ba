import {
  addDays,
  datesOf,
  dayWarning,
  recurrenceWords,
  shanghaiDay,
  staffRoles,
  workdaysKnownThroughYear,
  type WorkdayCalendar,
} from '@lianxin/shared'
import type { HandlerInputOf, OutputOf } from '@lianxin/shared/contract'
import type { ClientSession } from 'mongoose'
import { covers, rootsOf, type PersonActor } from '../../http/route'
import { ensure } from '../../platform/app-error'
import { nextNumber } from '../../platform/counter.model'
import { inTransaction, isDuplicateKey } from '../../platform/database'
import { cutPage, decodeCursor } from '../../platform/paging'
import { actingOrg } from '../orgs'
import type { EventDeps } from './event.deps'
import {
  EventModel,
  ProjectModel,
  toId,
  type EventDocument,
  type EventFacts,
  type ProjectDocument,
} from './event.model'
import type { EventNews } from './event-news.service'
import type { SeatService } from './seat.service'

/** Dates are opened this many days ahead: people plan a month, and a rule may still change. */
const OPEN_DAYS = 60
const PREVIEW_DAYS = 365
/** Projects that one sweep extends. */
const SWEEP = 100

type When = HandlerInputOf<'projects.preview'>['body']
type ProjectInput = HandlerInputOf<'projects.create'>['body']
type ChangeInput = HandlerInputOf<'projects.update'>['body']

/** What is told of it, without what else the input or the record holds. */
export function factsOf(given: EventFacts): EventFacts {
  const { title, about, place, point, bring, contact, minAge, maxAge, skill } = given
  const { capacity, needed, minShare } = given
  return {
    title,
    about,
    place,
    point,
    bring,
    contact,
    minAge,
    maxAge,
    skill,
    capacity,
    needed,
    minShare,
  }
}

/** Days of a project within a window, by its rule or one by one. */
function daysOf(when: When, from: string, to: string, calendar: WorkdayCalendar): string[] {
  const start = when.from > from ? when.from : from
  const end = when.until !== null && when.until < to ? when.until : to
  if (start > end) return []
  if (when.rule) return datesOf(when.rule, { from: start, to: end, anchor: when.from }, calendar)
  return [...new Set(when.days)].filter((day) => day >= start && day <= end).toSorted()
}

function spanOf(day: string, startTime: string, minutes: number) {
  const startsAt = new Date(`${day}T${startTime}:00+08:00`)
  return { startsAt, endsAt: new Date(startsAt.getTime() + minutes * 60_000) }
}

/** Projects: what gives dates, by a rule or one by one, and how a change reaches those to come. */
export function createProjectService(
  deps: Pick<EventDeps, 'clock' | 'workdays' | 'teams'> & { seats: SeatService; news: EventNews },
) {
  const { clock, workdays, teams, seats, news } = deps
  const today = () => shanghaiDay(clock.now())

  /** On which of the next twelve months' days it would be. */
  async function preview(when: When): Promise<OutputOf<'projects.preview'>> {
    const calendar = await workdays.calendar()
    const from = when.from > today() ? when.from : today()
    const days = daysOf(when, from, addDays(from, PREVIEW_DAYS), calendar)
    return {
      words: wordsOf(when),
      days: days.map((day) => ({ day, warning: dayWarning(day, calendar) })),
      knownThrough: `${workdaysKnownThroughYear}-12-31`,
    }
  }

  /** Opens the dates of a project until a day; a day that is open already is left as it is. */
  async function open(project: ProjectDocument, until: string): Promise<void> {
    const calendar = await workdays.calendar()
    const days = project.state === 'active' ? daysOf(project, today(), until, calendar) : []
    const known = await EventModel.find(
      { projectId: project._id, day: { $in: days } },
      { day: 1 },
    ).lean()
    const opened = new Set(known.map(({ day }) => day))
    for (const day of days) if (!opened.has(day)) await openDay(project, day)
    await ProjectModel.updateOne(
      { _id: project._id, openedUntil: { $lt: until } },
      { $set: { openedUntil: until } },
    )
  }

  async function openDay(project: ProjectDocument, day: string): Promise<void> {
    const { _id, kind, orgId, orgPath, scopeId, teamId, startTime, minutes } = project
    const span = spanOf(day, startTime, minutes)
    if (span.endsAt <= clock.now()) return
    const facts = factsOf(project)
    const row: Omit<EventDocument, '_id'> = {
      ...facts,
      ...span,
      projectId: _id,
      kind,
      orgId,
      orgPath,
      scopeId,
      teamId,
      number: await nextNumber(`event:${String(scopeId)}`),
      day,
      state: 'open',
      reason: null,
      isOwn: false,
      taken: 0,
      waiting: 0,
      lineNo: 0,
      atRisk: facts.needed > 0,
      closed: false,
      hoursDue: false,
      revision: 1,
      changedAt: clock.now(),
    }
    try {
      await EventModel.create(row)
    } catch (error) {
      // Another process was faster; its number is the one that counts.
      if (!isDuplicateKey(error)) throw error
    }
  }

  /** Project of the desk's subtree. @throws AppError request.not_found */
  async function get(actor: PersonActor, id: string): Promise<ProjectDocument> {
    const project = await ProjectModel.findById(id).lean()
    ensure(project && covers(actor, project.orgPath.map(String), staffRoles), 'request.not_found')
    return project
  }

  /** A page of the projects of the desk's subtree, newest first. */
  async function list(actor: PersonActor, query: HandlerInputOf<'projects.list'>['query']) {
    const after = query.cursor ? decodeCursor(query.cursor, ['id']) : null
    const rows = await ProjectModel.find({
      orgPath: { $in: rootsOf(actor, staffRoles) },
      state: query.state,
      ...(after ? { _id: { $lt: after[0] } } : {}),
    })
      .sort({ _id: -1 })
      .limit(query.limit + 1)
      .lean()
    return cutPage(rows, query.limit, (row) => [String(row._id)])
  }

  async function ensureDays(when: When): Promise<void> {
    const { days } = await preview(when)
    ensure(days.length > 0, 'event.no_days')
  }

  /**
   * @param key names this request; the same again gives the project that it made
   * @throws AppError auth.forbidden, request.not_found, event.no_days, request.key_reused
   */
  async function create(
    actor: PersonActor,
    input: ProjectInput,
    key: string | null,
  ): Promise<ProjectDocument> {
    const org = await actingOrg(actor, input.orgId)
    if (input.teamId !== null) {
      const team = await teams.getTeam(input.teamId)
      ensure(team && covers(actor, team.orgPath, staffRoles), 'request.not_found')
    }
    const before = key === null ? null : await madeBy(actor, key)
    if (before) return again(before, input)
    await ensureDays(input)
    const { kind, teamId, startTime, minutes, rule, from, until, days } = input
    const row: Omit<ProjectDocument, '_id'> = {
      ...factsOf(input),
      kind,
      orgId: toId(org.id),
      orgPath: org.path.map(toId),
      // The street: numbers stay short, and a group and those above it never mean two things by one.
      scopeId: toId(org.path[1] ?? org.path[0] ?? org.id),
      teamId: teamId === null ? null : toId(teamId),
      startTime,
      minutes,
      rule,
      from,
      until,
      days,
      state: 'active',
      openedUntil: addDays(today(), -1),
      revision: 1,
      createdBy: { id: actor.id, name: actor.name },
      requestKey: key,
    }
    try {
      const project = (await ProjectModel.create(row)).toObject()
      await open(project, horizonOf(project))
      return project
    } catch (error) {
      const other = isDuplicateKey(error) && key !== null ? await madeBy(actor, key) : null
      if (!other) throw error
      return again(other, input)
    }
  }

  /** A repeat also goes on where the first one was interrupted. */
  async function again(before: ProjectDocument, input: ProjectInput): Promise<ProjectDocument> {
    const isSame = before.title === input.title && before.from === input.from
    ensure(isSame, 'request.key_reused')
    await open(before, horizonOf(before))
    return before
  }

  function madeBy(actor: PersonActor, requestKey: string): Promise<ProjectDocument | null> {
    return ProjectModel.findOne({ 'createdBy.id': actor.id, requestKey }).lean()
  }

  /** Single days are all opened at once: they were chosen one by one. */
  function horizonOf({ rule, days }: Pick<ProjectDocument, 'rule' | 'days'>): string {
    const ahead = addDays(today(), OPEN_DAYS)
    const last = rule ? undefined : days.toSorted().at(-1)
    return last !== undefined && last > ahead ? last : ahead
  }

  /**
   * Changes a project from a day on. Dates to come follow, those that were changed by themselves do
   * not; a date that the new days no longer have goes if nobody signed up, and is called off else.
   * @throws AppError request.not_found, request.conflict, event.no_days
   */
  async function update(
    actor: PersonActor,
    id: string,
    { following, revision, ...input }: ChangeInput,
  ): Promise<ProjectDocument> {
    const before = await get(actor, id)
    ensure(before.state === 'active', 'request.conflict')
    await ensureDays(input)
    const calendar = await workdays.calendar()
    const { startTime, minutes, rule, from, until, days } = input
    const project = await inTransaction(async (session) => {
      const changed = await ProjectModel.findOneAndUpdate(
        { _id: id, revision },
        {
          $set: { ...factsOf(input), startTime, minutes, rule, from, until, days },
          $inc: { revision: 1 },
        },
        { returnDocument: 'after', session },
      ).lean()
      ensure(changed, 'request.conflict')
      const start = following > today() ? following : today()
      const kept = new Set(daysOf(changed, start, changed.openedUntil, calendar))
      const coming = await EventModel.find({
        projectId: id,
        day: { $gte: start },
        startsAt: { $gt: clock.now() },
        state: 'open',
        isOwn: false,
      })
        .session(session)
        .lean()
      for (const event of coming)
        if (kept.has(event.day)) await followProject(event, changed, session)
        else await drop(event, '日子改了', session)
      return changed
    })
    await open(project, horizonOf(project))
    return project
  }

  async function followProject(
    event: EventDocument,
    project: ProjectDocument,
    session: ClientSession,
  ): Promise<void> {
    const facts = factsOf(project)
    const changed = await EventModel.findOneAndUpdate(
      { _id: event._id },
      {
        $set: {
          ...facts,
          ...spanOf(event.day, project.startTime, project.minutes),
          changedAt: clock.now(),
        },
        $inc: { revision: 1 },
      },
      { returnDocument: 'after', session },
    ).lean()
    if (!changed) return
    await news.changed(event, changed, session)
    await seats.follow(changed, session)
  }

  /** A date that is no more: who signed up must be able to see why. */
  async function drop(event: EventDocument, reason: string, session: ClientSession): Promise<void> {
    if (event.lineNo === 0) {
      await EventModel.deleteOne({ _id: event._id, lineNo: 0 }, { session })
      return
    }
    const dropped = await EventModel.findOneAndUpdate(
      { _id: event._id },
      {
        $set: { state: 'cancelled', reason, atRisk: false, changedAt: clock.now() },
        $inc: { revision: 1 },
      },
      { returnDocument: 'after', session },
    ).lean()
    if (dropped) await news.cancelled(dropped, session)
  }

  /** No more dates; those that somebody signed up for stay. */
  async function end(actor: PersonActor, id: string): Promise<void> {
    await get(actor, id)
    await inTransaction(async (session) => {
      await ProjectModel.updateOne(
        { _id: id },
        { $set: { state: 'ended' }, $inc: { revision: 1 } },
        { session },
      )
      await EventModel.deleteMany(
        { projectId: id, startsAt: { $gt: clock.now() }, lineNo: 0 },
        { session },
      )
    })
  }

  /** Opens the dates that have come within reach; may overlap with itself. */
  async function sweep(signal: AbortSignal): Promise<void> {
    const until = addDays(today(), OPEN_DAYS)
    let page: ProjectDocument[]
    do {
      page = await ProjectModel.find({ state: 'active', openedUntil: { $lt: until } })
        .sort({ openedUntil: 1 })
        .limit(SWEEP)
        .lean()
      for (const project of page) {
        if (signal.aborted) return
        await open(project, until)
      }
    } while (page.length === SWEEP)
  }

  return { preview, get, list, create, update, end, sweep }
}

/** In words: the rule, or how many days. */
export function wordsOf({ rule, days }: Pick<When, 'rule' | 'days'>): string {
  return rule ? recurrenceWords(rule) : `共 ${days.length} 天`
}

export type ProjectService = ReturnType<typeof createProjectService>
