import QRCode from 'qrcode'
import type { OutputOf } from '@lianxin/shared/contract'
import { route, type PersonActor, type Route } from '../../http/route'
import type { AttendanceService } from './attendance.service'
import type { DoorCodes } from './door-codes'
import type { EventCalendars } from './event.calendar'
import type { EventDeps } from './event.deps'
import type { EventNews } from './event-news.service'
import type { EventDocument } from './event.model'
import { presentAttendance, presentSeat, type EventPresenter } from './event.presenter'
import type { EventService } from './event.service'
import type { MyEvents } from './my-events.service'
import type { PeopleOfEvents } from './people.service'
import type { ProjectService } from './project.service'
import type { SeatService } from './seat.service'
import type { WallService } from './wall.service'

export interface EventParts {
  events: EventService
  projects: ProjectService
  seats: SeatService
  attendance: AttendanceService
  codes: DoorCodes
  present: EventPresenter
  mine: MyEvents
  peopleOf: PeopleOfEvents
  wall: WallService
  news: EventNews
  calendars: EventCalendars
}

/** Routes for everybody who comes. */
export function createEventRoutes(parts: EventParts): Route[] {
  const { events, seats, attendance, present, mine, calendars } = parts
  const shiftsOf = async (page: { items: EventDocument[]; nextCursor: string | null }) => ({
    items: await present.shifts(page.items),
    nextCursor: page.nextCursor,
  })

  /** How the caller stands to one date: the answer to everything they do about it. */
  async function standing(actor: PersonActor, id: string): Promise<OutputOf<'me.event'>> {
    const event = await events.oneFor(actor, id)
    const [seat, kept, clashes] = await Promise.all([
      seats.seatAt(id, actor.id),
      attendance.attendanceAt(id, actor.id),
      seats.clashesOf(event, [actor.id]),
    ])
    const clash = clashes.get(actor.id)
    const other = clash === undefined ? undefined : (await events.byIds([clash])).get(clash)
    return {
      shift: await present.shift(event),
      seat: presentSeat(seat, seat && (await seats.placeInLine(seat))),
      attendance: presentAttendance(kept),
      clashesWith: other
        ? {
            id: String(other._id),
            title: other.title,
            startsAt: other.startsAt.toISOString(),
            endsAt: other.endsAt.toISOString(),
          }
        : null,
    }
  }

  return [
    route('events.publicList', async ({ query }) => shiftsOf(await events.publicList(query))),
    route('events.publicGet', async ({ params }) =>
      present.shift(await events.publicOne(params.id)),
    ),
    route('events.calendar', async ({ params }) =>
      calendars.ofEvent(await events.publicOne(params.id)),
    ),
    route('projects.calendar', async ({ params }) => calendars.ofProject(params.id)),
    route('me.events', async ({ query }, { actor }) => mine.list(actor, query)),
    route('me.branchEvents', async ({ query }, { actor }) =>
      shiftsOf(await events.ofBranches(actor, query)),
    ),
    route('me.event', async ({ params }, { actor }) => standing(actor, params.id)),
    route('me.signUp', async ({ params, body }, { actor }) => {
      const event = await events.oneFor(actor, params.id)
      await seats.signUp(event, actor.id, { via: 'page', fits: body.fits })
      return standing(actor, params.id)
    }),
    route('me.leaveEvent', async ({ params }, { actor }) => {
      await events.oneFor(actor, params.id)
      await seats.leave(params.id, actor.id)
      return standing(actor, params.id)
    }),
    route('me.acceptSeat', async ({ params }, { actor }) => {
      await events.oneFor(actor, params.id)
      await seats.accept(params.id, actor.id)
      return standing(actor, params.id)
    }),
    route('me.attend', async ({ params, body }, { actor }) => {
      const event = await events.oneFor(actor, params.id)
      await attendance.attend(event, actor.id, body)
      return standing(actor, params.id)
    }),
  ]
}

/** Routes of the organizer. */
export function createEventDeskRoutes(
  parts: EventParts & Pick<EventDeps, 'publicUrl' | 'people'>,
): Route[] {
  const { events, projects, seats, attendance, codes, present, peopleOf, wall, news, publicUrl } =
    parts

  async function boardOf(rows: readonly EventDocument[]) {
    const [shifts, came] = await Promise.all([
      present.shifts(rows),
      attendance.countsAt(rows.map(({ _id }) => String(_id))),
    ])
    return shifts.map((shift, index) => ({
      ...shift,
      atRisk: rows[index]?.atRisk ?? false,
      came: came.get(shift.id) ?? 0,
      revision: rows[index]?.revision ?? 0,
    }))
  }

  return [
    route('projects.list', async ({ query }, { actor }) => {
      const { items, nextCursor } = await projects.list(actor, query)
      return { items: await present.projects(items), nextCursor }
    }),
    route('projects.preview', async ({ body }) => projects.preview(body)),
    route('projects.create', async ({ body }, { actor, idempotencyKey }) =>
      present.project(await projects.create(actor, body, idempotencyKey)),
    ),
    route('projects.get', async ({ params }, { actor }) =>
      present.project(await projects.get(actor, params.id)),
    ),
    route('projects.update', async ({ params, body }, { actor }) =>
      present.project(await projects.update(actor, params.id, body)),
    ),
    route('projects.end', async ({ params }, { actor }) => projects.end(actor, params.id)),
    route('events.list', async ({ query }, { actor }) => {
      const { items, nextCursor } = await events.deskList(actor, query)
      return { items: await boardOf(items), nextCursor }
    }),
    route('events.get', async ({ params }, { actor }) => {
      const [one] = await boardOf([await events.deskOne(actor, params.id)])
      if (!one) throw new Error('one in, one out')
      return one
    }),
    route('events.update', async ({ params, body }, { actor }) =>
      present.shift(await events.update(actor, params.id, body)),
    ),
    route('events.cancel', async ({ params, body }, { actor }) =>
      present.shift(await events.cancel(actor, params.id, body.reason)),
    ),
    route('events.messages', async ({ params, query }, { actor }) =>
      news.messages(await events.deskOne(actor, params.id), query),
    ),
    route('events.message', async ({ params, body }, { actor, idempotencyKey }) =>
      news.send(actor, await events.deskOne(actor, params.id), body, idempotencyKey),
    ),
    route('events.people', async ({ params, query }, { actor }) =>
      peopleOf.list(await events.deskOne(actor, params.id), query),
    ),
    route('events.peopleSheet', async ({ params }, { actor }) =>
      peopleOf.sheet(await events.deskOne(actor, params.id)),
    ),
    route('events.putPerson', async ({ params, body }, { actor }) => {
      const event = await events.deskOne(actor, params.id)
      await peopleOf.ensureKnown(body.personId)
      await seats.signUp(event, body.personId, { via: 'desk', fits: true, over: true })
      return peopleOf.one(event, body.personId)
    }),
    route('events.takeOff', async ({ params }, { actor }) => {
      const event = await events.deskOne(actor, params.id)
      await seats.leave(params.id, params.personId)
      return peopleOf.one(event, params.personId)
    }),
    route('events.code', async ({ params }, { actor }) => {
      await events.deskOne(actor, params.id)
      const { token, spoken, changesAt, spokenChangesAt } = codes.current(params.id)
      const link = `${publicUrl}/#/volunteer/attend/index?id=${params.id}&token=${token}`
      return {
        token,
        link,
        picture: await QRCode.toString(link, { type: 'svg', margin: 2 }),
        spoken,
        changesAt: changesAt.toISOString(),
        spokenChangesAt: spokenChangesAt.toISOString(),
      }
    }),
    route('events.capture', async ({ params, body }, { actor }) => {
      const event = await events.deskOne(actor, params.id)
      const items = body.items.map((item) => ({ ...item, at: new Date(item.at) }))
      await peopleOf.ensureAllKnown(items.map(({ personId }) => personId))
      const outcomes = await attendance.capture(event, actor.id, items)
      return {
        items: body.items.map(({ personId, way }, index) => ({
          personId,
          way,
          outcome: outcomes[index]?.outcome ?? 'refused',
          why: outcomes[index]?.why ?? null,
        })),
      }
    }),
    route('events.takeBack', async ({ params }, { actor }) => {
      const event = await events.deskOne(actor, params.id)
      await attendance.takeBack(event, params.personId)
      return peopleOf.one(event, params.personId)
    }),
    route('events.wallNow', async ({ params }, { actor }) => {
      await events.deskOne(actor, params.id)
      return wall.now(params.id)
    }),
    route('events.wall', async ({ params }, { actor }) => {
      await events.deskOne(actor, params.id)
      return wall.stream(params.id)
    }),
  ]
}
