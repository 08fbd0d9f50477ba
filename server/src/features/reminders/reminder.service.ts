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
import { purposesOf, type News, type ReminderTemplate, type SubjectKind } from './reminder.template'

/** More than the news that a matter or a date can have; a bound all the same. */
const MOST_OPEN = 6
const MOST_EXPORTED = 1_000
/** Either is over long before; then its consents are of no use. */
const KEPT_MS = 180 * 86_400_000

/** What the caller may be reminded of: a matter of their own, a date that they signed up for. */
export interface Subject {
  kind: SubjectKind
  id: string
  /** What a message may call it. */
  name: string
  /** May there still be news? */
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

  async function stateOf(actor: PersonActor, subject: Subject) {
    return { waiting: await countOpen(actor.id, subject.id), open: subject.open }
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
      subject: Subject,
      { code, accepted }: { code: string; accepted: readonly string[] },
      requestKey: string | null,
    ) {
      ensure(templates.length > 0, 'reminder.off')
      const asked = templates.filter(
        ({ id, purpose }) =>
          accepted.includes(id) && (purpose === 'event') === (subject.kind === 'event'),
      )
      const request = `${actor.id}:${subject.id}:${requestKey ?? randomUUID()}`
      const keyOf = ({ purpose }: ReminderTemplate) => `${request}:${purpose}`
      // A code works once: what was told before must not need it again.
      const known = () => isKnownConsent(asked.map(keyOf))
      if (await known()) return stateOf(actor, subject)
      ensure(subject.open, 'reminder.no_more_news')
      const openid = await openidOf(code).catch(async (error: unknown) => {
        if (await known()) return null
        throw error
      })
      if (openid === null) return stateOf(actor, subject)
      if ((await people.byOpenid(openid))?.id !== actor.id)
        throw new AppError('reminder.other_wechat')
      const grantedAt = clock.now()
      const waiting = await countOpen(actor.id, subject.id)
      for (const template of asked.slice(0, Math.max(0, MOST_OPEN - waiting))) {
        await keepConsent({
          key: keyOf(template),
          personId: actor.id,
          subject: subject.kind,
          subjectId: subject.id,
          name: subject.name,
          purpose: template.purpose,
          templateId: template.id,
          openidSealed: keyring.encrypt(openid),
          grantedAt,
          expiresAt: new Date(grantedAt.getTime() + KEPT_MS),
        })
      }
      return stateOf(actor, subject)
    },

    /**
     * There is news: spends one consent, if there is one, in the caller's transaction.
     * @param given.subject.personId whom it is for; null: whoever's matter it is
     */
    async announce(
      { subject, ...news }: News & { subject: { id: string; personId: string | null } },
      session: ClientSession | null,
    ): Promise<void> {
      if (templates.length === 0) return
      for (const purpose of purposesOf(news.told))
        if (await spendConsent(subject, purpose, news, session)) return
    },

    /** The person wants no more of them. */
    async withdraw(personId: string): Promise<void> {
      await withdrawAll(personId, clock.now())
    },

    /** A person's consents and what became of them, for the export of their data. */
    async exportFor(personId: string) {
      const consents = await consentsOf(personId, MOST_EXPORTED)
      return consents.map(({ subject, name, purpose, state, grantedAt, settledAt }) => ({
        about: subject,
        name,
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
