import { createBurdenJobs, createBurdenRoutes } from './features/burden'
import type Koa from 'koa'
import { demoAccounts } from './demo/accounts'
import { createAuthRoutes, createLoginThrottle } from './features/auth'
import { authenticateBot, createBotRoutes, listAccounts } from './features/bots'
import { channelsIn, channelsOf } from './features/channels'
import { awayNow } from './features/deliveries'
import { eraseAssessment, exportAssessment } from './features/assessment'
import { eraseBook, exportBook } from './features/book'
import { eraseCertificates, exportCertificates } from './features/certificates'
import { eraseCheckins, exportCheckins } from './features/checkins'
import { exportEvents } from './features/events'
import { eraseExams, exportExams } from './features/exams'
import { eraseStudy, exportStudy } from './features/lessons'
import { createGroupRoutes } from './features/groups'
import { eraseHours, exportHours } from './features/hours'
import { createInboundRoutes } from './features/inbound'
import { createMetaRoutes } from './features/meta'
import { createOrgRoutes } from './features/orgs'
import { createPeopleJobs, createPeopleRoutes, roster } from './features/people'
import { createNoticeRoutes, eraseNotices, exportNotices } from './features/notices'
import { createPlaygroundRoutes, playgroundPages } from './features/playground'
import { createPhotoJobs, createPhotoRoutes } from './features/photos'
import { createSenderRoutes } from './features/senders'
import { createReminderRoutes } from './features/reminders'
import { exportRewards } from './features/rewards'
import { eraseSkills, exportSkills } from './features/skills'
import { eraseTeams, exportTeams } from './features/teams'
import { createTicketJobs, createTicketRoutes } from './features/tickets'
import { createWorkdayRoutes } from './features/workdays'
import { createHttpApp } from './http/http-app'
import { createMetrics } from './http/metrics'
import { createOpenApi } from './http/openapi'
import { createPages } from './http/pages'
import type { Route } from './http/route'
import type { Clock } from './platform/clock'
import type { Job } from './platform/jobs'
import { createWriteThrottle } from './platform/write-throttle.model'
import type { AppDeps, Services } from './services'

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
    ...services.events.jobs,
    ...services.book.jobs,
    ...services.members.jobs,
    ...createPeopleJobs({ clock }),
    ...createBurdenJobs({ clock }),
  ]
}

/** Ids of the subscribe messages that the pages may ask consent for. */
function templatesOf(templates: AppDeps['config']['reminderTemplates']) {
  const idsOf = (isOfEvent: boolean) =>
    templates.filter(({ purpose }) => (purpose === 'event') === isOfEvent).map(({ id }) => id)
  return { reminderTemplates: idsOf(false), eventTemplates: idsOf(true) }
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
      ...templatesOf(config.reminderTemplates),
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
        events: exportEvents,
        notices: exportNotices,
        hours: exportHours,
        certificates: exportCertificates,
        rewards: exportRewards,
        book: exportBook,
        assessment: exportAssessment,
        teams: exportTeams,
        skills: exportSkills,
        roster: (personId) => roster.exportFor(personId),
      },
      eraseSections: [
        tickets.service.eraseFor,
        reminders.eraseFor,
        eraseStudy,
        eraseCheckins,
        eraseExams,
        services.events.erase,
        eraseNotices,
        eraseHours,
        eraseCertificates,
        services.rewards.orders.eraseFor,
        eraseBook,
        eraseAssessment,
        eraseTeams,
        eraseSkills,
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
    ...createReminderRoutes({
      reminders,
      matterOf: async (actor, id) => {
        const { number, open } = await tickets.lookup.ownOf(actor, id)
        return { kind: 'matter', id, name: number, open }
      },
      eventOf: services.events.subjectOf,
    }),
    ...createNoticeRoutes(services),
    ...digests.routes,
    ...services.sources.routes,
    ...services.exams.routes,
    ...services.lessons.routes,
    ...services.checkins.routes,
    ...services.events.routes,
    ...services.hours.routes,
    ...services.certificates.routes,
    ...services.rewards.routes,
    ...services.book.routes,
    ...services.assessment.routes,
    ...services.studyReports.routes,
    ...services.members.routes,
    ...services.teams.routes,
    ...services.skills.routes,
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
