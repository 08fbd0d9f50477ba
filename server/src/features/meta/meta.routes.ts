import type { Role } from '@lianxin/shared'
import { route, type Route } from '../../http/route'
import { ensure } from '../../platform/app-error'
import { pingDatabase } from '../../platform/database'

/** Version of the privacy notice that consents refer to; raise it when the notice changes. */
const PRIVACY_VERSION = '2026-11-23'

export interface DemoAccount {
  name: string
  role: Role
  orgName: string
  phone: string
  password: string
}

export interface MetaDeps {
  version: string
  engine: 'embedded' | 'mongodb'
  botName: string
  publicUrl: string
  demo: boolean
  playground: boolean
  policyPages: boolean
  /** Ids of subscribe message templates: for matters, and for dates. */
  reminderTemplates: readonly string[]
  eventTemplates: readonly string[]
  openApi: Record<string, unknown>
  demoAccounts: readonly DemoAccount[]
}

/** Routes about the service itself. */
export function createMetaRoutes(deps: MetaDeps): Route[] {
  return [
    route('meta.health', async () => {
      ensure(await pingDatabase(), 'server.unavailable')
      return {
        status: 'ok' as const,
        version: deps.version,
        engine: deps.engine,
        uptimeSeconds: Math.round(process.uptime()),
      }
    }),
    route('meta.openapi', async () => deps.openApi),
    route('meta.client', async () => ({
      botName: deps.botName,
      publicUrl: deps.publicUrl,
      demo: deps.demo,
      playground: deps.playground,
      policyPages: deps.policyPages,
      privacyVersion: PRIVACY_VERSION,
      reminderTemplates: [...deps.reminderTemplates],
      eventTemplates: [...deps.eventTemplates],
    })),
    route('meta.demoAccounts', async () => ({ accounts: deps.demo ? [...deps.demoAccounts] : [] })),
  ]
}
