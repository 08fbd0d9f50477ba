import { hoursWords, type CertificateState } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { dayWithYear } from '@/lib/dates'
import type { Tone } from '@/ui/badge'

type Certificate = OutputOf<'me.askCertificate'>

export const certificateTones: Record<CertificateState, Tone> = {
  valid: 'done',
  corrected: 'soon',
  revoked: 'late',
  closed: 'plain',
}

/** `截至2026年11月24日`, `2026年1月1日到2026年11月24日`. */
export function periodWords({ from, to }: Pick<Certificate, 'from' | 'to'>): string {
  return from === null ? `截至${dayWithYear(to)}` : `${dayWithYear(from)}到${dayWithYear(to)}`
}

/** `3 次，5 小时，其中补录 30 分钟`. */
export function figureWords({
  services,
  credited,
  added,
}: Pick<Certificate, 'services' | 'credited' | 'added'>): string {
  const sum = `${services} 次，${hoursWords(credited + added)}`
  return added > 0 ? `${sum}，其中补录 ${hoursWords(added)}` : sum
}
