import { rosterRoles, staffRoles } from '@lianxin/shared'
import type { InputOf, OutputOf } from '@lianxin/shared/contract'
import type { ClientSession } from 'mongoose'
import * as z from 'zod'
import { covers, type PersonActor, type Post } from '../../http/route'
import { AppError, ensure } from '../../platform/app-error'
import type { Clock } from '../../platform/clock'
import { inTransaction, isDuplicateKey, runAgain } from '../../platform/database'
import type { Keyring } from '../../platform/keyring'
import { createOneTimeCodes } from '../../platform/one-time-codes'
import { getOrg, getOrgs } from '../orgs'
import type { PeopleService } from '../people'
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

interface Holder {
  id: string
  name: string
  posts: readonly Post[]
}

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

  async function pathsOf({ posts }: Holder): Promise<{ path: string[]; isStaff: boolean }[]> {
    const orgs = await getOrgs(posts.map(({ orgId }) => orgId))
    return posts.map(({ role, orgId }) => ({
      path: orgs.get(orgId)?.path ?? [],
      isStaff: staffRoles.some((staff) => staff === role),
    }))
  }

  /** @throws AppError account.staff: who opens the desk is let in again from above alone */
  async function ensureBelow(actor: PersonActor, holder: Holder): Promise<void> {
    for (const { path, isStaff } of await pathsOf(holder))
      ensure(!isStaff || covers(actor, path.slice(0, -1), rosterRoles), 'account.staff')
  }

  async function isHere(actor: PersonActor, holder: Holder): Promise<boolean> {
    return (await pathsOf(holder)).some(({ path }) => covers(actor, path, rosterRoles))
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
    { phone, from }: { phone: string; from: Waiting & { at: Date } },
    passwordHash: string,
    session: ClientSession,
  ): Promise<string | null> {
    const org = await getOrg(from.orgId)
    if (!org) return null
    const takenBy = await people.idByPhone(phone, session)
    if (takenBy === null) {
      const made = await people.create(
        {
          name: from.name,
          phone,
          passwordHash,
          passwordFrom: { orgId: org.id, at: from.at },
          posts: [{ role: 'resident', org }],
        },
        session,
      )
      return made.id
    }
    // Whoever has come by another way since then is not let in by a code for a stranger.
    const holder = await people.get(takenBy)
    const same =
      holder?.name === from.name &&
      holder.posts.every(({ role, orgId }) => role === 'resident' && orgId === org.id)
    if (!same) return null
    await people.setPasswordHash(takenBy, passwordHash, { orgId: org.id, at: from.at }, session)
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
        ensure(holder.name === name && (await isHere(actor, holder)), 'account.not_here')
        await ensureBelow(actor, holder)
      }
      return issue(phone, { personId, name, orgId })
    },

    /**
     * A code for somebody of the subtree.
     * @throws AppError request.not_found, account.no_phone, account.staff
     */
    async codeFor(actor: PersonActor, personId: string): Promise<Issued> {
      const holder = await people.get(personId)
      ensure(holder && (await isHere(actor, holder)), 'request.not_found')
      await ensureBelow(actor, holder)
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
          (await newcomer({ phone, from: { ...found, at } }, passwordHash, session).catch(
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
