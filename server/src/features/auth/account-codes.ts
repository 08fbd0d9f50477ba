import { rosterRoles, staffRoles } from '@lianxin/shared'
import type { InputOf, OutputOf } from '@lianxin/shared/contract'
import type { ClientSession } from 'mongoose'
import * as z from 'zod'
import { covers, type PersonActor } from '../../http/route'
import { AppError, ensure } from '../../platform/app-error'
import type { Clock } from '../../platform/clock'
import { inTransaction, isDuplicateKey, runAgain } from '../../platform/database'
import type { Keyring } from '../../platform/keyring'
import { createOneTimeCodes } from '../../platform/one-time-codes'
import { getOrg, getOrgs } from '../orgs'
import type { PeopleService, PersonRecord } from '../people'
import { maskPhone } from './auth.presenter'

type Issued = OutputOf<'accounts.invite'>
type Redemption = InputOf<'auth.redeemCode'>['body']

/** Whom a code lets in: somebody known, or a resident of `orgId` who is new. */
const waiting = z.object({
  personId: z.string().nullable(),
  name: z.string(),
  /** Whose desk gave the code. */
  orgId: z.string(),
})
type Waiting = z.infer<typeof waiting>

/**
 * Codes with which people choose a password: the desk has seen who stands there, and there is no
 * SMS. A code is good for one phone, so that guessing one is guessing for one account, under the
 * throttle of its sign-in.
 */
export function createAccountCodes(deps: {
  clock: Clock
  keyring: Keyring
  people: PeopleService
}) {
  const { clock, people } = deps
  const codesOf = (phone: string) =>
    createOneTimeCodes({
      ...deps,
      purpose: `account\n${phone}`,
      read: (kept) => waiting.safeParse(kept).data ?? null,
    })

  /**
   * Who may be let in again by this desk.
   * @param otherwise what is answered for somebody of elsewhere
   * @throws AppError `otherwise`; account.staff: who opens a desk is let in from above alone
   */
  async function ensureMay(
    actor: PersonActor,
    { posts }: PersonRecord,
    otherwise: 'account.not_here' | 'request.not_found',
  ): Promise<void> {
    const orgs = await getOrgs(posts.map(({ orgId }) => orgId))
    const held = posts.map(({ role, orgId }) => ({ role, path: orgs.get(orgId)?.path ?? [] }))
    ensure(
      held.some(({ path }) => covers(actor, path, rosterRoles)),
      otherwise,
    )
    const staffed = held.filter(({ role }) => staffRoles.some((staff) => staff === role))
    ensure(
      staffed.every(({ path }) => covers(actor, path.slice(0, -1), rosterRoles)),
      'account.staff',
    )
  }

  async function issue(phone: string, payload: Waiting): Promise<Issued> {
    const { code, expiresAt } = await codesOf(phone).issue(payload)
    return {
      code,
      expiresAt: expiresAt.toISOString(),
      name: payload.name,
      phoneMasked: maskPhone(phone),
      isNew: payload.personId === null,
    }
  }

  /** The account that a new resident's code leads to: made now, or by another code a moment ago. */
  async function newcomer(
    { phone, name, orgId, at }: Waiting & { phone: string; at: Date },
    passwordHash: string,
    session: ClientSession,
  ): Promise<string | null> {
    const org = await getOrg(orgId)
    if (!org) return null
    const passwordFrom = { orgId, at }
    const takenBy = await people.idByPhone(phone, session)
    if (takenBy === null) {
      const made = await people.create(
        { name, phone, passwordHash, passwordFrom, posts: [{ role: 'resident', org }] },
        session,
      )
      return made.id
    }
    // Whoever has come by another way since then is not let in by a code for a stranger.
    const holder = await people.get(takenBy)
    const same =
      holder?.name === name &&
      holder.posts.every((post) => post.role === 'resident' && post.orgId === orgId)
    if (!same) return null
    await people.setPasswordHash(takenBy, passwordHash, passwordFrom, session)
    return takenBy
  }

  return {
    /**
     * A code for somebody at the desk.
     * @throws AppError auth.forbidden for an organization that is not the actor's; account.not_here
     *   when the phone is known by another name or elsewhere (which of the two is not told);
     *   account.staff
     */
    async invite(actor: PersonActor, body: InputOf<'accounts.invite'>['body']): Promise<Issued> {
      const { name, phone, orgId } = body
      const org = await getOrg(orgId)
      ensure(org && covers(actor, org.path, rosterRoles), 'auth.forbidden')
      const personId = await people.idByPhone(phone)
      const holder = personId && (await people.get(personId))
      if (holder) {
        ensure(holder.name === name, 'account.not_here')
        await ensureMay(actor, holder, 'account.not_here')
      }
      return issue(phone, { personId, name, orgId })
    },

    /**
     * A code for somebody of the subtree.
     * @throws AppError request.not_found, account.no_phone, account.staff
     */
    async codeFor(actor: PersonActor, personId: string): Promise<Issued> {
      const holder = await people.get(personId)
      ensure(holder, 'request.not_found')
      await ensureMay(actor, holder, 'request.not_found')
      const phone = await people.phoneOf(personId)
      ensure(phone, 'account.no_phone')
      const desk = actor.posts.find(({ role }) => rosterRoles.some((keeper) => keeper === role))
      if (!desk) throw new AppError('auth.forbidden')
      return issue(phone, { personId, name: holder.name, orgId: desk.orgId })
    },

    /**
     * Uses a code up and sets the password; both or neither.
     * @param passwordHash of the password that the person has chosen
     * @returns whose account it is; null when the code is not good for this phone (any more)
     */
    async redeem(
      { phone, code, consentVersion }: Omit<Redemption, 'password'>,
      passwordHash: string,
    ): Promise<string | null> {
      const at = clock.now()
      return inTransaction(async (session) => {
        const found = await codesOf(phone).take(code, session)
        if (!found) return null
        const { personId, orgId } = found
        // The number may have become somebody else's, or the account closed, since then.
        if (personId && (await people.idByPhone(phone, session)) !== personId) return null
        if (personId) await people.setPasswordHash(personId, passwordHash, { orgId, at }, session)
        const id =
          personId ??
          (await newcomer({ ...found, phone, at }, passwordHash, session).catch(
            (error: unknown) => {
              throw isDuplicateKey(error) ? runAgain(error) : error
            },
          ))
        const consent = { purpose: 'account', version: consentVersion, granted: true, at }
        if (id) await people.addConsent(id, consent, session)
        return id
      })
    },
  }
}
