import { join } from 'node:path'
import { createBurdenJobs, createBurdenRoutes } from './features/burden'
import type Koa from 'koa'
import type { Config } from './config'
import { demoAccounts } from './demo/accounts'
import { demoPlayground } from './demo/playground'
import { createAuthRoutes, createLoginThrottle, createSessionService } from './features/auth'
import { authenticateBot, createBotRoutes, listAccounts } from './features/bots'
import {
  channelsIn,
  channelsOf,
  createChannelDirectory,
  createChannels,
  createTransports,
} from './features/channels'
import { awayNow, createDeliveries } from './features/deliveries'
import {
  byIssueInGroup,
  createDigests,
  createReplyPages,
  newestInGroup,
  refOf,
} from './features/digests'
import { createAssessment, eraseAssessment, exportAssessment } from './features/assessment'
import { createBook, eraseBook, exportBook } from './features/book'
import { createCheckins, eraseCheckins, exportCheckins } from './features/checkins'
import { createExams, eraseExams, exportExams } from './features/exams'
import { createLessons, eraseStudy, exportStudy } from './features/lessons'
import { createMedia } from './features/media'
import { createMembers } from './features/members'
import {
  createBindingService,
  createGroupRoutes,
  getGroup,
  getGroupByRoom,
} from './features/groups'
import { createInboundRoutes, createInboundService } from './features/inbound'
import { createMetaRoutes } from './features/meta'
import { createOrgRoutes } from './features/orgs'
import {
  createPeopleJobs,
  createPeopleRoutes,
  createPeopleService,
  createRosterImport,
  roster,
} from './features/people'
import {
  createPlaygroundRoutes,
  createPlaygroundService,
  playgroundPages,
} from './features/playground'
import { createPhotoJobs, createPhotoRoutes, createPhotoService } from './features/photos'
import { createSenderDirectory, createSenderRoutes } from './features/senders'
import { createReminderRoutes, createReminders } from './features/reminders'
import { createSources } from './features/sources'
import { createStudyReports } from './features/study-reports'
import { createTicketFeature, createTicketJobs, createTicketRoutes } from './features/tickets'
import { createWorkdayRoutes, createWorkdayService } from './features/workdays'
import { createHttpApp } from './http/http-app'
import { createMetrics } from './http/metrics'
import { createOpenApi } from './http/openapi'
import { createPages } from './http/pages'
import type { Route } from './http/route'
import type { Clock } from './platform/clock'
import { createKeyring } from './platform/keyring'
import type { Job } from './platform/jobs'
import type { Logger } from './platform/logger'
import { createWriteThrottle } from './platform/write-throttle.model'

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
  const studyReports = createStudyReports({ clock, people })
  const members = createMembers({
    clock,
    keyring,
    logger,
    people,
    roster: createRosterImport(keyring),
    stages: bookOfPoints.stages,
  })
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
    channels,
    tickets,
    digests,
    sources,
    book: bookOfPoints,
    assessment,
    exams,
    lessons,
    checkins,
    studyReports,
    members,
    binding,
    inbound,
    playground,
  }
}
export type Services = ReturnType<typeof createServices>

/** Jobs of all features, for the runner. */
export function createJobs(services: Services, clock: Clock): Job[] {
  const { photos, deliveries, reminders, channels, tickets, digests, sources, exams, checkins } =
    services
  return [
    ...createPhotoJobs({ photos }),
    ...deliveries.jobs,
    ...reminders.jobs,
    ...channels.jobs,
    ...createTicketJobs(tickets),
    ...digests.jobs,
    ...sources.jobs,
    ...exams.jobs,
    ...services.lessons.jobs,
    ...checkins.jobs,
    ...services.book.jobs,
    ...services.members.jobs,
    ...createPeopleJobs({ clock }),
    ...createBurdenJobs({ clock }),
  ]
}

function createRoutes(
  deps: AppDeps,
  services: Services,
  openApi: Record<string, unknown>,
): Route[] {
  const { config, clock } = deps
  const { keyring, people, sessions, workdays, photos, deliveries, tickets, digests } = services
  const reminders = services.reminders.service
  return [
    ...createMetaRoutes({
      ...config,
      version: deps.version,
      engine: config.mongodbUri ? 'mongodb' : 'embedded',
      openApi,
      reminderTemplates: config.reminderTemplates.map(({ id }) => id),
      demoAccounts: demoAccounts(),
    }),
    ...createAuthRoutes({
      clock,
      keyring,
      people,
      sessions,
      throttle: createLoginThrottle(),
      wechat: config.wechat,
      exportSections: {
        tickets: (personId) => tickets.service.exportFor(personId),
        reminders: (personId) => reminders.exportFor(personId),
        lessons: exportStudy,
        checkins: exportCheckins,
        exams: exportExams,
        book: exportBook,
        assessment: exportAssessment,
        roster: (personId) => roster.exportFor(personId),
      },
      eraseSections: [
        tickets.service.eraseFor,
        reminders.eraseFor,
        eraseStudy,
        eraseCheckins,
        eraseExams,
        eraseBook,
        eraseAssessment,
      ],
      stopNotifying: (personId) => reminders.withdraw(personId),
    }),
    ...createOrgRoutes(),
    ...createGroupRoutes({
      clock,
      binding: services.binding,
      botName: config.botName,
      channels: channelsOf,
      away: () => awayNow(services.senders, clock),
      onNewWays: deliveries.followNewWays,
    }),
    ...createSenderRoutes({
      clock,
      limitsOf: services.senders.limitsOf,
      channels: channelsIn,
    }),
    ...createPeopleRoutes({ people }),
    ...createWorkdayRoutes({ workdays }),
    ...createPhotoRoutes({ photos }),
    ...createTicketRoutes(tickets),
    ...createReminderRoutes({ reminders, matters: tickets.lookup }),
    ...digests.routes,
    ...services.sources.routes,
    ...services.exams.routes,
    ...services.lessons.routes,
    ...services.checkins.routes,
    ...services.book.routes,
    ...services.assessment.routes,
    ...services.studyReports.routes,
    ...services.members.routes,
    ...createBurdenRoutes({ clock, quota: config.burdenQuota }),
    ...deliveries.routes,
    ...services.channels.routes,
    ...createBotRoutes({
      clock,
      keyring,
      engine: deliveries.engine,
      tickets: tickets.service,
    }),
    ...createInboundRoutes(services),
    ...createPlaygroundRoutes({
      playground: services.playground,
      isBotOnline: async () => (await listAccounts(clock.now())).some((bot) => bot.online),
    }),
  ]
}

/** Wires services to the contract and gives the HTTP application, not yet listening. */
export function createApp(deps: AppDeps, services: Services): Koa {
  const { config, logger } = deps
  const openApi = createOpenApi()
  return createHttpApp(createRoutes(deps, services, openApi), {
    authenticators: {
      person: (token) => services.sessions.authenticate(token),
      bot: authenticateBot,
    },
    production: config.production,
    throttle: createWriteThrottle(),
    logger,
    metrics: createMetrics(),
    metricsToken: config.metricsToken,
    pages: createPages(deps.pagesRoot),
    openApi,
    trustProxy: config.trustProxy,
    extraPages: config.playground ? playgroundPages() : {},
  })
}
