import * as z from 'zod'
import { NAME_CONSENT } from '../checkins'
import { roles } from '../roles'
import { anyone, id, instant, phone } from './common'
import { endpoint } from './endpoint'

const anyPerson = { who: 'person', roles, scope: 'self' } as const

export const meSchema = z.object({
  id,
  name: z.string(),
  phoneMasked: z.string().nullable(),
  posts: z.array(z.object({ role: z.enum(roles), orgId: id, orgName: z.string() })),
  /** Where the person lives or is organized: the first post. */
  orgId: id,
  orgName: z.string(),
  usesDesk: z.boolean(),
  elderMode: z.boolean().nullable(),
  wechatBound: z.boolean(),
  /** The desk whose code the password was last set with; null = by the old password. */
  passwordFrom: z.object({ orgName: z.string(), at: instant }).nullable(),
  consents: z.array(
    z.object({ purpose: z.string(), version: z.string(), granted: z.boolean(), at: instant }),
  ),
})

const sessionSchema = z.object({
  accessToken: z.string(),
  accessExpiresInSeconds: z.number().int(),
  refreshToken: z.string(),
  me: meSchema,
})

const password = z.string().min(1, '请填密码').max(200)

export const authEndpoints = {
  ...endpoint('auth.login', {
    summary: 'Sign in by phone and password',
    tag: 'auth',
    access: anyone,
    body: z.object({ phone, password }),
    response: sessionSchema,
    errors: ['auth.wrong_credentials', 'auth.locked'],
  }),
  ...endpoint('auth.wechat', {
    summary: 'Sign in by a wx.login code; unbound accounts get a bind token',
    tag: 'auth',
    access: anyone,
    body: z.object({ code: z.string().min(1).max(200) }),
    response: z.discriminatedUnion('status', [
      z.object({ status: z.literal('signed_in'), session: sessionSchema }),
      z.object({ status: z.literal('unbound'), bindToken: z.string() }),
    ]),
    errors: ['auth.wechat_rejected', 'auth.wechat_busy'],
  }),
  ...endpoint('auth.bindWechat', {
    summary: 'Bind the WeChat account behind a bind token to a person and sign in',
    tag: 'auth',
    access: anyone,
    body: z.object({ bindToken: z.string().min(1).max(2000), phone, password }),
    response: sessionSchema,
    errors: ['auth.wrong_credentials', 'auth.locked', 'auth.wechat_rejected', 'auth.wechat_taken'],
  }),
  ...endpoint('auth.redeemCode', {
    summary:
      'Choose a password with a code from the desk, for the first time or anew, and sign in; again with the same password signs in',
    tag: 'auth',
    access: anyone,
    body: z.object({
      phone,
      code: z
        .string()
        .transform((typed) => typed.replaceAll(/\s/g, ''))
        .pipe(z.string().regex(/^\d{6}$/, '登录码是 6 个数字')),
      password,
      consentVersion: z
        .string()
        .min(1)
        .max(20)
        .describe('the version of the privacy notice that the person has agreed to'),
    }),
    response: sessionSchema,
    errors: ['auth.wrong_code', 'auth.weak_password', 'auth.locked'],
  }),
  ...endpoint('auth.refresh', {
    summary: 'Exchange a refresh token; each works once, a second use revokes its family',
    tag: 'auth',
    access: anyone,
    body: z.object({ refreshToken: z.string().min(1).max(500) }),
    response: sessionSchema,
    unthrottled: true,
  }),
  ...endpoint('auth.logout', {
    summary: 'End this session',
    tag: 'auth',
    access: anyPerson,
    status: 204,
  }),
  ...endpoint('auth.logoutEverywhere', {
    summary: 'End all sessions of the caller',
    tag: 'auth',
    access: anyPerson,
    status: 204,
  }),
  ...endpoint('me.get', {
    summary: 'The signed-in person',
    tag: 'me',
    access: anyPerson,
    response: meSchema,
  }),
  ...endpoint('me.update', {
    summary: 'Change own preferences',
    tag: 'me',
    access: anyPerson,
    body: z.object({ elderMode: z.boolean() }),
    response: meSchema,
  }),
  ...endpoint('me.changePassword', {
    summary: 'Change own password; ends all other sessions',
    tag: 'me',
    access: anyPerson,
    body: z.object({ current: password, next: z.string().max(200) }),
    status: 204,
    errors: ['auth.wrong_credentials', 'auth.weak_password', 'auth.locked'],
  }),
  ...endpoint('me.consent', {
    summary: 'Grant or withdraw consent for one purpose',
    tag: 'me',
    access: anyPerson,
    body: z.object({
      purpose: z.enum(['account', 'photo', 'notify', NAME_CONSENT.purpose]),
      version: z.string().min(1).max(20),
      granted: z.boolean(),
    }),
    response: meSchema,
  }),
  ...endpoint('me.export', {
    summary: 'Everything held about the caller, as JSON (PIPL art. 45)',
    tag: 'me',
    access: anyPerson,
    response: z.record(z.string(), z.unknown()),
  }),
  ...endpoint('me.erase', {
    summary:
      'Close the account and erase who the caller is (PIPL art. 47); what was said stays, unnamed',
    tag: 'me',
    access: anyPerson,
    body: z.object({ password }),
    status: 204,
    errors: ['auth.wrong_credentials', 'auth.locked', 'me.has_duties'],
  }),
}
