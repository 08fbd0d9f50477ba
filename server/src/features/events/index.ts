import { eventKinds, eventTypes } from '@lianxin/shared'
import type { ClientSession } from 'mongoose'
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
import { createEventNews } from './event-news.service'
import { createEraseEvents } from './event.privacy'
import { createMyEvents, type MyEvents } from './my-events.service'
import { createPeopleOfEvents } from './people.service'
import { createPastDates, type PastDates } from './past-dates'
import { createPresences, type Presences } from './presence'
import { createProjectService, type ProjectService } from './project.service'
import { createSeatService, type SeatService } from './seat.service'
import { createWall } from './wall.service'

export type { ChatSignUp, SignUpOutcome } from './chat-sign-up'
export type { PastDates } from './past-dates'
export type { Presence, Presences, ServedEvent } from './presence'
export { exportEvents } from './event.privacy'

/** Makes what happens at a time and place with people: dates, places, coming and going. */
export function createEvents(deps: EventDeps): {
  events: Pick<EventService, 'deskList'>
  chat: ChatSignUp
  projects: Pick<ProjectService, 'create'>
  seats: Pick<SeatService, 'signUp'>
  attendance: Pick<AttendanceService, 'capture' | 'sweepDoors'>
  presences: Presences
  pastDates: PastDates
  /** Forgets a person, in the caller's transaction. */
  erase: (personId: string, session: ClientSession) => Promise<void>
  /** What a person may be reminded of. @throws AppError request.not_found */
  subjectOf: MyEvents['subjectOf']
  routes: Route[]
  jobs: Job[]
} {
  const news = createEventNews(deps)
  const seats = createSeatService({ ...deps, news })
  const codes = createDoorCodes(deps)
  const attendance = createAttendanceService({ ...deps, codes })
  const projects = createProjectService({ ...deps, seats, news })
  const events = createEventService({ ...deps, seats, news })
  const present = createEventPresenter(deps)
  const mine = createMyEvents({ ...deps, events, seats, present })
  const parts = {
    events,
    projects,
    seats,
    attendance,
    codes,
    present,
    news,
    mine,
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
    pastDates: createPastDates(eventKinds.filter((kind) => eventTypes[kind].givesHours)),
    erase: createEraseEvents({ seats }),
    subjectOf: mine.subjectOf,
    routes: [...createEventRoutes(parts), ...createEventDeskRoutes({ ...parts, ...deps })],
    jobs: [
      { name: 'events.open', when: { cron: '40 2 * * *' }, run: projects.sweep },
      { name: 'events.offers', when: { everySeconds: 15 }, run: seats.sweepOffers },
      { name: 'events.eves', when: { cron: '*/10 18-21 * * *' }, run: news.sweepEves },
      { name: 'events.news', when: { everySeconds: 5 }, run: news.sweepNews },
      { name: 'events.doors', when: { everySeconds: 60 }, run: attendance.sweepDoors },
    ],
  }
}
