/**
 * Where hours come from: presence that somebody confirmed, what an organizer wrote in afterwards, and
 * what corrects either. Credited and added are never mixed, so that the bureau can tell them apart.
 */
export const hourKinds = ['credited', 'added', 'correction'] as const
export type HourKind = (typeof hourKinds)[number]

export const hourKindLabels: Record<HourKind, string> = {
  credited: '签到计时',
  added: '补录',
  correction: '更正',
}

export const hourRequestStates = ['open', 'corrected', 'kept'] as const
export type HourRequestState = (typeof hourRequestStates)[number]

export const hourRequestLabels: Record<HourRequestState, string> = {
  open: '等回复',
  corrected: '已更正',
  kept: '核对无误',
}
