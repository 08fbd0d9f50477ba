import { eventTypes } from '@lianxin/shared'
import type { Route } from '../../http/route'
import type { Job } from '../../platform/jobs'
import { createAttendanceService, type AttendanceService } from './attendance.service'
import { createChatSignUp, type ChatSignUp } from './chat-sign-up'
import { createDoorCodes } from './door-codes'
import { createEventCalendars } from './event.calendar'
import type { EventDeps } from './event.deps'
import { createEventPresenter } from './event.presenter'
import { createEventDeskRoutes, createEventRoutes } from './event.routes'
import { createEventService, type EventService } from './event.service'
import { createMyEvents } from './my-events.service'
import { createPeopleOfEvents } from './people.service'
import { createPresences, type Presences } from './presence'
import { createProjectService, type ProjectService } from './project.service'
import { createSeatService, type SeatService } from './seat.service'
import { createWall } from './wall.service'

export type { ChatSignUp, SignUpOutcome } from './chat-sign-up'
export type { Presence, Presences, ServedEvent } from './presence'
export { eraseEvents, exportEvents } from './event.privacy'

/** Makes what happens at a time and place with people: dates, places, coming and going. */
export function createEvents(deps: EventDeps): {
  events: Pick<EventService, 'deskList'>
  chat: ChatSignUp
  projects: Pick<ProjectService, 'create'>
  seats: Pick<SeatService, 'signUp'>
  attendance: Pick<AttendanceService, 'capture' | 'sweepDoors'>
  presences: Presences
  routes: Route[]
  jobs: Job[]
} {
  const seats = createSeatService(deps)
  const codes = createDoorCodes(deps)
  const attendance = createAttendanceService({ ...deps, codes })
  const projects = createProjectService({ ...deps, seats })
  const events = createEventService({ ...deps, seats })
  const present = createEventPresenter(deps)
  const parts = {
    events,
    projects,
    seats,
    attendance,
    codes,
    present,
    mine: createMyEvents({ ...deps, events, seats, present }),
    peopleOf: createPeopleOfEvents({ ...deps, seats, attendance }),
    wall: createWall(deps),
    calendars: createEventCalendars(deps),
  }
  return {
    events,
    chat: createChatSignUp({ events, seats }),
    projects,
    seats,
    attendance,
    presences: createPresences((kind) => eventTypes[kind].givesHours),
    routes: [...createEventRoutes(parts), ...createEventDeskRoutes({ ...parts, ...deps })],
    jobs: [
      { name: 'events.open', when: { cron: '40 2 * * *' }, run: projects.sweep },
      { name: 'events.offers', when: { everySeconds: 15 }, run: seats.sweepOffers },
      { name: 'events.doors', when: { everySeconds: 60 }, run: attendance.sweepDoors },
    ],
  }
}
