import * as z from 'zod'
import { roles } from '../roles'
import { anyone } from './common'
import { endpoint } from './endpoint'

export const metaEndpoints = {
  ...endpoint('meta.health', {
    summary: 'Is the service up, and on which engine',
    tag: 'meta',
    access: anyone,
    response: z.object({
      status: z.enum(['ok', 'degraded']),
      version: z.string(),
      engine: z.enum(['embedded', 'mongodb']),
      uptimeSeconds: z.number(),
    }),
    errors: ['server.unavailable'],
  }),
  ...endpoint('meta.openapi', {
    summary: 'This contract as an OpenAPI 3.1 document',
    tag: 'meta',
    access: anyone,
    response: z.record(z.string(), z.unknown()),
  }),
  ...endpoint('meta.client', {
    summary: 'What a page needs to know before anyone signs in',
    tag: 'meta',
    access: anyone,
    response: z.object({
      botName: z.string(),
      publicUrl: z.string().describe('named in every digest as the way to answer unseen'),
      demo: z.boolean(),
      playground: z.boolean(),
      policyPages: z
        .boolean()
        .describe('false hides policy news where the account lacks the category'),
      privacyVersion: z.string(),
      reminderTemplates: z
        .array(z.string())
        .describe('for wx.requestSubscribeMessage; empty = no reminders here'),
      eventTemplates: z
        .array(z.string())
        .describe('the same for dates that somebody signed up for'),
    }),
  }),
  ...endpoint('meta.demoAccounts', {
    summary: 'Sign-ins of the invented demo district',
    tag: 'meta',
    access: anyone,
    devOnly: true,
    response: z.object({
      accounts: z.array(
        z.object({
          name: z.string(),
          role: z.enum(roles),
          orgName: z.string(),
          phone: z.string(),
          password: z.string(),
        }),
      ),
    }),
  }),
}
