import type { Keyring } from '../../platform/keyring'

const PURPOSE = 'lesson-ticket'
/** A lesson kept on a phone is reported within a month, or opened once more. */
const LASTS_MS = 30 * 24 * 60 * 60 * 1000

const signedText = (personId: string, lessonId: string, version: number, openedAt: number) =>
  `${personId}.${lessonId}.${version}.${openedAt}`

/**
 * Says when the server gave this person this version. The phone keeps it beside the lesson, so that
 * reading without a network counts too, and never more than the time that has gone by.
 */
export function makeTicket(
  keyring: Keyring,
  personId: string,
  lessonId: string,
  version: number,
  openedAt: Date,
): string {
  const at = openedAt.getTime()
  return `${at}.${keyring.sign(PURPOSE, signedText(personId, lessonId, version, at))}`
}

/** When the ticket was made; null for one that is not ours, another's, too old or of the future. */
export function readTicket(
  keyring: Keyring,
  ticket: string,
  of: { personId: string; lessonId: string; version: number },
  now: Date,
): Date | null {
  const [at = '', signature = ''] = ticket.split('.')
  const time = Number(at)
  if (!/^\d{1,15}$/.test(at) || time > now.getTime() || now.getTime() - time > LASTS_MS) return null
  const text = signedText(of.personId, of.lessonId, of.version, time)
  return keyring.verify(PURPOSE, text, signature) ? new Date(time) : null
}
