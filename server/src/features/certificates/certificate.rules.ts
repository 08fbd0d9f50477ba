import type { CertificateState } from '@lianxin/shared'
import { ensure } from '../../platform/app-error'
import { normalizeCode } from '../../platform/readable-code'
import type { Period, Served } from '../hours'
import type { CertificateDocument } from './certificate.model'

const SERIAL_DIGITS = 6

/**
 * The number of a certificate, e.g. `ZY-2026-000017-K7M4-9QXD`. Year and serial are for the office's
 * file; the random end makes it unguessable, for whoever knows a number sees what it stands for.
 * Nothing in it comes from the person or their organization.
 * @param code eight characters of 30, made at random
 */
export function numberOf(day: string, serial: number, code: string): string {
  const digits = String(serial).padStart(SERIAL_DIGITS, '0')
  return `ZY-${day.slice(0, 4)}-${digits}-${code.slice(0, 4)}-${code.slice(4)}`
}

/** A typed number as it is printed: in any case, with any blanks and dashes; null when it is none. */
export function readNumber(typed: string): string | null {
  const found = /^(?:ZY)?(\d{4})(\d{6,9}?)([A-Z\d]{8})$/.exec(normalizeCode(typed))
  const [, year, serial, code] = found ?? []
  return year && serial && code ? numberOf(year, Number(serial), code) : null
}

/**
 * The period that is vouched for: never later than today.
 * @throws AppError certificate.bad_period
 */
export function periodOf(
  wish: { from?: string | undefined; to?: string | undefined },
  today: string,
): Period {
  const from = wish.from ?? null
  const to = wish.to === undefined || wish.to > today ? today : wish.to
  ensure(from === null || from <= to, 'certificate.bad_period')
  return { from, to }
}

/** How it stands beside what the ledger says now of its period. */
export function stateOf(
  { says, revoked }: Pick<CertificateDocument, 'says' | 'revoked'>,
  now: Served,
): CertificateState {
  if (says === null) return 'closed'
  if (revoked !== null) return 'revoked'
  const holds =
    says.credited === now.credited && says.added === now.added && says.services === now.services
  return holds ? 'valid' : 'corrected'
}
