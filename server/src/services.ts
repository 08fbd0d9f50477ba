import { join } from 'node:path'
import type { Config } from './config'
import { demoPlayground } from './demo/playground'
import { createSessionService } from './features/auth'
import { createChannelDirectory, createChannels, createTransports } from './features/channels'
import { createDeliveries } from './features/deliveries'
import {
  byIssueInGroup,
  createDigests,
  createReplyPages,
  newestInGroup,
  refOf,
} from './features/digests'
import { createAssessment } from './features/assessment'
import { createBook } from './features/book'
import { createCertificates } from './features/certificates'
import { createCheckins } from './features/checkins'
import { createEvents } from './features/events'
import { createExams } from './features/exams'
import { createLessons } from './features/lessons'
import { createMedia } from './features/media'
import { createMembers } from './features/members'
import { createBindingService, getGroup, getGroupByRoom } from './features/groups'
import { createHours } from './features/hours'
import { createInboundService } from './features/inbound'
import { createPeopleService, createRosterImport } from './features/people'
import { createPlaygroundService } from './features/playground'
import { createNoticeService } from './features/notices'
import { createPhotoService } from './features/photos'
import { createSenderDirectory } from './features/senders'
import { createReminders } from './features/reminders'
import { createRewards } from './features/rewards'
import { createSources } from './features/sources'
import { createStudyReports } from './features/study-reports'
import { createSkills } from './features/skills'
import { createTeams } from './features/teams'
import { createTicketFeature } from './features/tickets'
import { createWorkdayService } from './features/workdays'
import type { Clock } from './platform/clock'
import { createKeyring } from './platform/keyring'
import type { Logger } from './platform/logger'

export interface AppDeps {
  config: Config
  logger: Logger
  clock: Clock
  /** Directory of the built H5 pages. */
  pagesRoot: string
  version: string
}

/** Makes every service; the database must be connected. */
export function createServices({ config, clock, logger }: AppDeps) {
  const keyring = createKeyring(config.secret, config.oldSecrets)
  const people = createPeopleService(keyring)
  const sessions = createSessionService({ clock, keyring, people })
  const workdays = createWorkdayService({ clock })
  const photos = createPhotoService({ clock, keyring })
  const transports = createTransports({ clock, apiBase: config.channelsApiBase })
  const senders = createSenderDirectory({
    clock,
    budget: config.sendBudget,
    warmUpDays: config.warmUpDays,
    channels: createChannelDirectory(transports),
  })
  const deliveries = createDeliveries({ clock, keyring, senders })
  const replies = createReplyPages({ keyring, publicUrl: config.publicUrl })
  const reminders = createReminders({
    clock,
    keyring,
    people,
    wechat: config.wechat,
    templates: config.reminderTemplates,
  })
  const notices = createNoticeService({ clock, reminders: reminders.service })
  const channels = createChannels({
    clock,
    keyring,
    logger,
    transports,
    engine: deliveries.engine,
    replyLink: replies.replyLink,
    publicUrl: config.publicUrl,
  })
  const tickets = createTicketFeature({
    clock,
    keyring,
    deliveries: deliveries.outbox,
    people,
    workdays,
    photos,
    digests: { refOf },
    replies,
    reminders: reminders.service,
  })
  const digests = createDigests({
    clock,
    keyring,
    outcomes: tickets.service,
    forecast: deliveries.forecast,
    workdays,
    botName: config.botName,
    publicUrl: config.publicUrl,
    burdenQuota: config.burdenQuota,
    senders,
  })
  const sources = createSources({ clock, digests: digests.digests, publicUrl: config.publicUrl })
  const media = createMedia({
    clock,
    keyring,
    directory: join(config.dataDir, 'files'),
    s3: config.filesS3,
  })
  const bookOfPoints = createBook({
    clock,
    people,
    certifications: { holds: (...asked) => exams.attempts.holds(...asked) },
  })
  const { book } = bookOfPoints
  const assessment = createAssessment({ clock, people, book })
  const lessons = createLessons({
    clock,
    keyring,
    media,
    // A lesson asks its quiz, and the quiz tells the lesson when it is passed.
    quizzes: {
      passedOf: (...asked) => exams.quizzes.passedOf(...asked),
      countFor: (...asked) => exams.quizzes.countFor(...asked),
    },
    onCompleted: [
      ({ personId, lessonId, at }, session) =>
        book.record(
          { rule: 'lesson.completed', source: { type: 'lesson', id: lessonId }, personId, at },
          session,
        ),
    ],
    publicUrl: config.publicUrl,
  })
  const exams = createExams({
    clock,
    people,
    lessons: lessons.study,
    listeners: {
      quiz: [
        lessons.study.onQuizPassed,
        // A later version of a lesson is the same quiz.
        ({ personId, lessonId, at }, session) =>
          book.record(
            { rule: 'quiz.passed', source: { type: 'lesson', id: lessonId }, personId, at },
            session,
          ),
      ],
      exam: [
        ({ personId, examId, at }, session) =>
          book.record(
            { rule: 'exam.passed', source: { type: 'exam', id: examId }, personId, at },
            session,
          ),
      ],
    },
  })
  const checkins = createCheckins({
    clock,
    people,
    outbox: deliveries.outbox,
    listeners: [
      (facts, session) =>
        book.recordNew(
          facts.map(({ personId, checkinId, at }) => ({
            rule: 'checkin.day' as const,
            source: { type: 'checkin', id: checkinId },
            personId,
            at,
          })),
          session,
        ),
    ],
    botName: config.botName,
    publicUrl: config.publicUrl,
  })
  const teams = createTeams({ clock, people })
  const events = createEvents({
    clock,
    keyring,
    people,
    workdays,
    teams: teams.lookup,
    notices,
    publicUrl: config.publicUrl,
  })
  const hours = createHours({
    clock,
    keyring,
    people,
    presences: events.presences,
    notices,
    pastDates: events.pastDates,
    teams: teams.lookup,
    book,
  })
  const certificates = createCertificates({
    clock,
    people,
    record: hours.record,
    publicUrl: config.publicUrl,
  })
  const rewards = createRewards({ clock, keyring, people, book, events: events.presences })
  const studyReports = createStudyReports({ clock, people })
  const members = createMembers({
    clock,
    keyring,
    logger,
    people,
    roster: createRosterImport(keyring),
    stages: bookOfPoints.stages,
  })
  const skills = createSkills({ clock, people })
  const binding = createBindingService({ clock, keyring })
  const inbound = createInboundService({
    clock,
    keyring,
    botName: config.botName,
    publicUrl: config.publicUrl,
    tickets: tickets.service,
    outbox: deliveries.outbox,
    groups: { byId: getGroup, byRoom: getGroupByRoom },
    binding,
    digests: { newestInGroup, byIssueInGroup },
    trials: digests.trials,
    people,
    photos,
    checkins: checkins.checkins,
    shifts: events.chat,
  })
  const playground = createPlaygroundService({ clock, directory: demoPlayground(config.botName) })
  return {
    keyring,
    people,
    sessions,
    workdays,
    photos,
    senders,
    deliveries,
    reminders,
    notices,
    channels,
    tickets,
    digests,
    sources,
    book: bookOfPoints,
    assessment,
    exams,
    lessons,
    checkins,
    events,
    hours,
    certificates,
    rewards,
    studyReports,
    members,
    teams,
    skills,
    binding,
    inbound,
    playground,
  }
}
export type Services = ReturnType<typeof createServices>
