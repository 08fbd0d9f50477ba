import { randomUUID } from 'node:crypto'
import type { ClientSession } from 'mongoose'
import type { PersonActor } from '../../http/route'
import { AppError, ensure } from '../../platform/app-error'
import type { Clock } from '../../platform/clock'
import type { Keyring } from '../../platform/keyring'
import type { PeopleService } from '../people'
import {
  consentsOf,
  countOpen,
  eraseConsents,
  isKnownConsent,
  keepConsent,
  spendConsent,
  withdrawAll,
} from './reminder.model'
import { purposesOf, type News, type ReminderTemplate } from './reminder.template'

/** More than the news that a matter can have; a bound all the same. */
const MOST_OPEN = 6
const MOST_EXPORTED = 1_000
/** A matter is over long before; then its consents are of no use. */
const KEPT_MS = 180 * 86_400_000

/** A matter of the caller's own. */
export interface OwnMatter {
  id: string
  number: string
  open: boolean
}

export interface ReminderDeps {
  clock: Clock
  keyring: Keyring
  people: Pick<PeopleService, 'byOpenid'>
  /** None: reminders are off. */
  templates: readonly ReminderTemplate[]
  /** Whose WeChat a `wx.login` code is of. @throws AppError auth.wechat_rejected, auth.wechat_busy */
  openidOf(code: string): Promise<string>
}

/** 有答复时提醒我: consents, each of which is one subscribe message about one matter. */
export function createReminderService(deps: ReminderDeps) {
  const { clock, keyring, people, templates, openidOf } = deps

  async function stateOf(actor: PersonActor, matter: OwnMatter) {
    return { waiting: await countOpen(actor.id, matter.id), open: matter.open }
  }

  return {
    stateOf,

    /**
     * Counts what WeChat says that the person agreed to; the same key counts once. The code must
     * be of the WeChat that is bound to the person: a borrowed phone is told nothing.
     * @param accepted template ids
     * @throws AppError reminder.off, reminder.no_more_news, reminder.other_wechat, auth.wechat_*
     */
    async grant(
      actor: PersonActor,
      matter: OwnMatter,
      { code, accepted }: { code: string; accepted: readonly string[] },
      requestKey: string | null,
    ) {
      ensure(templates.length > 0, 'reminder.off')
      const asked = templates.filter(({ id }) => accepted.includes(id))
      const request = `${actor.id}:${matter.id}:${requestKey ?? randomUUID()}`
      const keyOf = ({ purpose }: ReminderTemplate) => `${request}:${purpose}`
      // A code works once: what was told before must not need it again.
      const known = () => isKnownConsent(asked.map(keyOf))
      if (await known()) return stateOf(actor, matter)
      ensure(matter.open, 'reminder.no_more_news')
      const openid = await openidOf(code).catch(async (error: unknown) => {
        if (await known()) return null
        throw error
      })
      if (openid === null) return stateOf(actor, matter)
      if ((await people.byOpenid(openid))?.id !== actor.id)
        throw new AppError('reminder.other_wechat')
      const grantedAt = clock.now()
      const waiting = await countOpen(actor.id, matter.id)
      for (const template of asked.slice(0, Math.max(0, MOST_OPEN - waiting))) {
        await keepConsent({
          key: keyOf(template),
          personId: actor.id,
          ticketId: matter.id,
          number: matter.number,
          purpose: template.purpose,
          templateId: template.id,
          openidSealed: keyring.encrypt(openid),
          grantedAt,
          expiresAt: new Date(grantedAt.getTime() + KEPT_MS),
        })
      }
      return stateOf(actor, matter)
    },

    /** There is news of a matter: spends one consent, if there is one, in the caller's transaction. */
    async announce(
      { ticketId, ...news }: News & { ticketId: string },
      session: ClientSession | null,
    ): Promise<void> {
      if (templates.length === 0) return
      for (const purpose of purposesOf[news.told])
        if (await spendConsent(ticketId, purpose, news, session)) return
    },

    /** The person wants no more of them. */
    async withdraw(personId: string): Promise<void> {
      await withdrawAll(personId, clock.now())
    },

    /** A person's consents and what became of them, for the export of their data. */
    async exportFor(personId: string) {
      const consents = await consentsOf(personId, MOST_EXPORTED)
      return consents.map(({ number, purpose, state, grantedAt, settledAt }) => ({
        number,
        purpose,
        state,
        grantedAt: grantedAt.toISOString(),
        settledAt: settledAt?.toISOString() ?? null,
      }))
    },

    /** Removes a person's consents, in the caller's transaction. */
    eraseFor: eraseConsents,
  }
}

export type ReminderService = ReturnType<typeof createReminderService>
