import { staffRoles } from '@lianxin/shared'
import { SignJWT, jwtVerify } from 'jose'
import type { ClientSession } from 'mongoose'
import { route, type PersonActor, type Route } from '../../http/route'
import { AppError, ensure } from '../../platform/app-error'
import type { Clock } from '../../platform/clock'
import { inTransaction } from '../../platform/database'
import type { Keyring } from '../../platform/keyring'
import type { PeopleService } from '../people'
import { createAccountCodes } from './account-codes'
import { presentMe, presentSession } from './auth.presenter'
import { checkPassword, hashPassword } from './password'
import type { SessionService } from './session.service'
import type { createLoginThrottle } from './throttle.model'
import { codeToOpenid, type WechatConfig } from './wechat'

/** NIST SP 800-63B, 5.1.1.2: at least eight characters, and no rules of composition. */
const MIN_PASSWORD = 8
const BIND_AUDIENCE = 'wechat-bind'

export interface AuthDeps {
  clock: Clock
  keyring: Keyring
  people: PeopleService
  sessions: SessionService
  throttle: ReturnType<typeof createLoginThrottle>
  wechat: WechatConfig | null
  /** What else is held about a person, by section, for the export. */
  exportSections: Record<string, (personId: string) => Promise<unknown>>
  /** Unties what else is held from a person, in one transaction with the account's end. */
  eraseSections: ((personId: string, session: ClientSession) => Promise<void>)[]
  /** What ends when a person takes back their consent to being notified. */
  stopNotifying(personId: string): Promise<void>
}

function createPasswordSignIn({ keyring, people, throttle }: AuthDeps) {
  return async (phone: string, password: string, clientAddress: string): Promise<string> => {
    const account = await people.credentialsByPhone(phone)
    const accountKey = keyring.blindIndex('login', phone)
    const right = await throttle.guard(accountKey, clientAddress, () =>
      checkPassword(account?.passwordHash ?? null, password),
    )
    if (!right || !account) throw new AppError('auth.wrong_credentials')
    return account.personId
  }
}

function createBindTokens({ clock, keyring }: AuthDeps) {
  return {
    /** For ten minutes the bearer may bind this openid; sealed, so that it tells nobody the openid. */
    async make(openid: string): Promise<string> {
      const seconds = Math.floor(clock.now().getTime() / 1000)
      return new SignJWT({ openid: keyring.encrypt(openid) })
        .setProtectedHeader({ alg: 'HS256' })
        .setAudience(BIND_AUDIENCE)
        .setExpirationTime(seconds + 600)
        .sign(keyring.tokenKey)
    },
    async read(token: string): Promise<string> {
      const claims = await jwtVerify(token, keyring.tokenKey, {
        algorithms: ['HS256'],
        audience: BIND_AUDIENCE,
        currentDate: clock.now(),
      }).catch(() => null)
      const sealed = claims?.payload['openid']
      if (typeof sealed !== 'string') throw new AppError('auth.wechat_rejected')
      return keyring.decrypt(sealed)
    },
  }
}

function createSignInRoutes(deps: AuthDeps): Route[] {
  const { people, sessions, wechat } = deps
  const signIn = createPasswordSignIn(deps)
  const bindTokens = createBindTokens(deps)
  return [
    route('auth.login', async ({ body }, { clientAddress }) => {
      const personId = await signIn(body.phone, body.password, clientAddress)
      return presentSession(await sessions.start(personId), people)
    }),
    route('auth.wechat', async ({ body }) => {
      const openid = await codeToOpenid(wechat, body.code)
      const person = await people.byOpenid(openid)
      if (!person) return { status: 'unbound' as const, bindToken: await bindTokens.make(openid) }
      return {
        status: 'signed_in' as const,
        session: await presentSession(await sessions.start(person.id), people),
      }
    }),
    route('auth.bindWechat', async ({ body }, { clientAddress }) => {
      const openid = await bindTokens.read(body.bindToken)
      const personId = await signIn(body.phone, body.password, clientAddress)
      const holder = await people.byOpenid(openid)
      ensure(!holder || holder.id === personId, 'auth.wechat_taken')
      await people.bindOpenid(personId, openid)
      return presentSession(await sessions.start(personId), people)
    }),
    route('auth.refresh', async ({ body }) =>
      presentSession(await sessions.refresh(body.refreshToken), people),
    ),
    route('auth.logout', async (_input, { actor }) => sessions.end(actor.sessionId)),
    route('auth.logoutEverywhere', async (_input, { actor }) => sessions.endAll(actor.id)),
  ]
}

function createAccountRoutes(deps: AuthDeps): Route[] {
  const { keyring, people, sessions, throttle } = deps
  const codes = createAccountCodes(deps)
  return [
    route('accounts.invite', async ({ body }, { actor }) => codes.invite(actor, body)),
    route('accounts.codeFor', async ({ params }, { actor }) => codes.codeFor(actor, params.id)),
    route('auth.redeemCode', async ({ body }, { clientAddress }) => {
      const { phone, password } = body
      ensure(password.length >= MIN_PASSWORD, 'auth.weak_password')
      let personId: string | null = null
      await throttle.guard(keyring.blindIndex('login', phone), clientAddress, async () => {
        personId = await codes.redeem(body, await hashPassword(password))
        if (personId !== null) return true
        // The answer to the first try was lost: whoever knows the password may come in anyway.
        const account = await people.credentialsByPhone(phone)
        const known = await checkPassword(account?.passwordHash ?? null, password)
        if (known && account) personId = account.personId
        return known
      })
      if (personId === null) throw new AppError('auth.wrong_code')
      await sessions.endAll(personId)
      return presentSession(await sessions.start(personId), people)
    }),
  ]
}

function createMeRoutes({
  clock,
  people,
  sessions,
  throttle,
  exportSections,
  eraseSections,
  stopNotifying,
}: AuthDeps): Route[] {
  async function ensurePassword(actor: PersonActor, password: string, clientAddress: string) {
    const account = await people.credentials(actor.id)
    const right = await throttle.guard(actor.id, clientAddress, () =>
      checkPassword(account?.passwordHash ?? null, password),
    )
    ensure(right, 'auth.wrong_credentials')
  }
  async function me(actor: PersonActor) {
    const person = await people.get(actor.id)
    if (!person) throw new AppError('auth.expired')
    return presentMe(person, people)
  }
  return [
    route('me.get', async (_input, { actor }) => me(actor)),
    route('me.update', async ({ body }, { actor }) => {
      await people.setElderMode(actor.id, body.elderMode)
      return me(actor)
    }),
    route('me.changePassword', async ({ body }, { actor, clientAddress }) => {
      await ensurePassword(actor, body.current, clientAddress)
      ensure(body.next.length >= MIN_PASSWORD, 'auth.weak_password')
      await people.setPasswordHash(actor.id, await hashPassword(body.next), null)
      await sessions.endAll(actor.id, actor.sessionId)
    }),
    route('me.consent', async ({ body }, { actor }) => {
      await people.addConsent(actor.id, { ...body, at: clock.now() })
      if (body.purpose === 'notify' && !body.granted) await stopNotifying(actor.id)
      return me(actor)
    }),
    route('me.erase', async ({ body }, { actor, clientAddress }) => {
      await ensurePassword(actor, body.password, clientAddress)
      const onDuty = actor.posts.some(({ role }) => staffRoles.some((each) => each === role))
      ensure(!onDuty, 'me.has_duties')
      await inTransaction(async (session) => {
        for (const erase of eraseSections) await erase(actor.id, session)
        await people.erase(actor.id, clock.now(), session)
      })
      await sessions.endAll(actor.id)
    }),
    route('me.export', async (_input, { actor }) => {
      const sections = await Promise.all(
        Object.entries(exportSections).map(
          async ([name, read]) => [name, await read(actor.id)] as const,
        ),
      )
      return {
        exportedAt: clock.now().toISOString(),
        me: await me(actor),
        phone: await people.phoneOf(actor.id),
        ...Object.fromEntries(sections),
      }
    }),
  ]
}

/** Routes for signing in and for the signed-in person. */
export function createAuthRoutes(deps: AuthDeps): Route[] {
  return [...createSignInRoutes(deps), ...createAccountRoutes(deps), ...createMeRoutes(deps)]
}
