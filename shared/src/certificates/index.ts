/**
 * How a certificate of service stands: as the ledger has it; the ledger says something else by now;
 * taken back by an organization; its person has closed their account, and nothing is said any more.
 */
export const certificateStates = ['valid', 'corrected', 'revoked', 'closed'] as const
export type CertificateState = (typeof certificateStates)[number]

export const certificateLabels: Record<CertificateState, string> = {
  valid: '有效',
  corrected: '时长有更正',
  revoked: '已作废',
  closed: '本人已注销',
}
