import type Koa from 'koa'
import type { Config } from './config'
import { demoPassword, demoPeople, demoOrgs, demoPhone } from './demo/district'
import { createAuthRoutes, createLoginThrottle, createSessionService } from './features/auth'
import { createGroupRoutes } from './features/groups'
import { createMetaRoutes } from './features/meta'
import { createOrgRoutes } from './features/orgs'
import { createPeopleRoutes, createPeopleService } from './features/people'
import { createPhotoJobs, createPhotoRoutes, createPhotoService } from './features/photos'
import { createWorkdayRoutes, createWorkdayService } from './features/workdays'
import { createHttpApp } from './http/http-app'
import { createMetrics } from './http/metrics'
import { createOpenApi } from './http/openapi'
import { createPages } from './http/pages'
import type { Clock } from './platform/clock'
import { createKeyring } from './platform/keyring'
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

function demoAccounts() {
  return demoPeople.flatMap((person) => {
    const phone = demoPhone(person)
    const [post] = person.posts
    const org = demoOrgs.find(({ key }) => key === post?.[1])
    return phone && post && org
      ? [{ name: person.name, role: post[0], orgName: org.name, phone, password: demoPassword }]
      : []
  })
}

/** Makes every service; the database must be connected. */
export function createServices({ config, clock }: AppDeps) {
  const keyring = createKeyring(config.secret, config.oldSecrets)
  const people = createPeopleService(keyring)
  const sessions = createSessionService({ clock, keyring, people })
  const workdays = createWorkdayService({ clock })
  const photos = createPhotoService({ clock, keyring })
  return { keyring, people, sessions, workdays, photos }
}
export type Services = ReturnType<typeof createServices>

/** Jobs of all features, for the runner. */
export function createJobs({ photos }: Services) {
  return [...createPhotoJobs({ photos })]
}

/** Wires services to the contract and gives the HTTP application, not yet listening. */
export function createApp(deps: AppDeps, services: Services): Koa {
  const { config, clock, logger } = deps
  const { keyring, people, sessions, workdays, photos } = services
  const openApi = createOpenApi()
  const routes = [
    ...createMetaRoutes({
      version: deps.version,
      engine: config.mongodbUri ? 'mongodb' : 'embedded',
      botName: config.botName,
      publicUrl: config.publicUrl,
      demo: config.demo,
      playground: config.playground,
      policyPages: config.policyPages,
      openApi,
      demoAccounts: demoAccounts(),
    }),
    ...createAuthRoutes({
      clock,
      keyring,
      people,
      sessions,
      throttle: createLoginThrottle(),
      wechat: config.wechat,
      exportSections: {},
    }),
    ...createOrgRoutes(),
    ...createGroupRoutes({ clock }),
    ...createPeopleRoutes({ people }),
    ...createWorkdayRoutes({ workdays }),
    ...createPhotoRoutes({ photos }),
  ]
  return createHttpApp(routes, {
    authenticators: { person: (token) => sessions.authenticate(token), bot: async () => null },
    production: config.production,
    throttle: createWriteThrottle(),
    logger,
    metrics: createMetrics(),
    metricsToken: config.metricsToken,
    pages: createPages(deps.pagesRoot),
    openApi,
    trustProxy: config.trustProxy,
    extraPages: {},
  })
}
