import { randomUUID } from 'node:crypto'
import type { Clock } from '../../platform/clock'
import type { Keyring } from '../../platform/keyring'
import type { PeopleService } from '../people'
import {
  findDue,
  markSending,
  postponeAttempt,
  postponeDue,
  refuseRest,
  settleAttempt,
  settleDue,
  settleLost,
  type ReminderRecord,
  type ReminderState,
} from './reminder.model'
import { fillTemplate, pageOf, type ReminderTemplate } from './reminder.template'
import type { SubscribeOutcome, WechatApi } from './wechat-api'

/** After that nobody knows what became of an attempt; a call takes at most half of it. */
const LOST_MS = 60_000
/** An attempt that began later than this from now was written by a clock that has gone back. */
const AHEAD_MS = 5 * 60_000
/** When WeChat could not be reached, or wants fewer calls. */
const AGAIN_MS = 60_000
/** When this deployment is not let in: somebody has to mend a setting. */
const LOCKED_OUT_MS = 10 * 60_000
/** News this old is no news: the page has told it long ago. */
const LATE_MS = 24 * 3_600_000
const AT_A_TIME = 50

/** The person takes no messages of this template (any more). */
const NO_CONSENT = 43_101
/** WeChat does not know the person's id. */
const NO_SUCH_PERSON = 40_003
/** Too many calls, today or at once. */
const TOO_OFTEN = new Set([45_009, 45_011, 43_108])

/** What follows from an outcome: a state it rests in, or how long until it is tried again. */
function after(outcome: SubscribeOutcome): { state: ReminderState } | { againMs: number } {
  if (outcome.kind === 'sent') return { state: 'sent' }
  if (outcome.kind === 'doubtful') return { state: 'unknown' }
  if (outcome.kind === 'unreached') return { againMs: AGAIN_MS }
  if (outcome.kind === 'locked_out') return { againMs: LOCKED_OUT_MS }
  if (TOO_OFTEN.has(outcome.code)) return { againMs: AGAIN_MS }
  const refused = outcome.code === NO_CONSENT || outcome.code === NO_SUCH_PERSON
  return { state: refused ? 'refused' : 'failed' }
}

/** Codes that only the operator can do something about: a wrong template, secret, address. */
function operatorsCode(outcome: SubscribeOutcome): number | null {
  if (outcome.kind === 'locked_out') return outcome.code
  const next = after(outcome)
  const failed = 'state' in next && next.state === 'failed'
  return outcome.kind === 'refused' && failed ? outcome.code : null
}

export interface SendingDeps {
  clock: Clock
  keyring: Keyring
  people: Pick<PeopleService, 'byOpenid'>
  wechat: WechatApi
  templates: readonly ReminderTemplate[]
}

/** Sending what is due: marked before the call, never twice, whatever dies in between. */
export function createReminderSending(deps: SendingDeps) {
  const { clock, keyring, people, wechat, templates } = deps

  /** Null when it was sealed under a secret that is not here any more. */
  function unsealed(sealed: string): string | null {
    try {
      return keyring.decrypt(sealed)
    } catch {
      return null
    }
  }

  /** Whom to tell and with what; or the state it rests in because it is not to be sent. */
  async function prepare(
    row: ReminderRecord,
  ): Promise<{ openid: string; template: ReminderTemplate } | ReminderState> {
    const template = templates.find(({ id }) => id === row.templateId)
    const late = !row.news || clock.now().getTime() - row.news.at.getTime() > LATE_MS
    if (!template || !row.openidSealed || late) return 'failed'
    const openid = unsealed(row.openidSealed)
    if (openid === null) return 'failed'
    // Bound to somebody else since, or to nobody: that WeChat must not learn of the matter.
    const person = await people.byOpenid(openid)
    return person?.id === row.personId ? { openid, template } : 'withdrawn'
  }

  /** Sends one, if it is still to be sent; gives what WeChat said, null when it was not asked. */
  async function sendOne(
    row: ReminderRecord,
    signal: AbortSignal,
  ): Promise<SubscribeOutcome | null> {
    const ready = await prepare(row)
    if (typeof ready === 'string' || !row.news) {
      await settleDue(row.id, typeof ready === 'string' ? ready : 'failed', clock.now())
      return null
    }
    const attempt = randomUUID()
    if (!(await markSending(row.id, attempt, clock.now()))) return null
    const outcome = await wechat.send(
      {
        openid: ready.openid,
        templateId: row.templateId,
        page: `${pageOf[row.subject]}?id=${row.subjectId}`,
        data: fillTemplate(ready.template, row.name, row.news),
      },
      signal,
    )
    const next = after(outcome)
    const now = clock.now()
    if ('state' in next) await settleAttempt(row.id, attempt, next.state, now)
    else {
      // Whatever it is, it meets the others too: no further call until then.
      const until = new Date(now.getTime() + next.againMs)
      await postponeAttempt(row.id, attempt, until)
      await postponeDue(now, until)
    }
    if (outcome.kind === 'refused' && outcome.code === NO_CONSENT)
      await refuseRest(row.personId, row.templateId, now)
    return outcome
  }

  /**
   * Sends all that is due.
   * @throws Error naming WeChat's codes that ask for a hand on the settings; what could be sent was
   */
  return async function sendDue(signal: AbortSignal): Promise<void> {
    const begun = clock.now().getTime()
    await settleLost(new Date(begun - LOST_MS), new Date(begun + AHEAD_MS), clock.now())
    const codes = new Set<number>()
    for (;;) {
      const rows = signal.aborted ? [] : await findDue(clock.now(), AT_A_TIME)
      for (const row of rows) {
        if (signal.aborted) break
        const outcome = await sendOne(row, signal)
        const code = outcome && operatorsCode(outcome)
        if (code !== null) codes.add(code)
        if (outcome && 'againMs' in after(outcome)) break
      }
      if (rows.length < AT_A_TIME) break
    }
    if (codes.size > 0)
      throw new Error(`WeChat refuses subscribe messages: errcode ${[...codes].join(', ')}`)
  }
}
