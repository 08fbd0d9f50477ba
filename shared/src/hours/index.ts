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

/**
 * Columns of hours as they are written in from Excel, by their Chinese headers. How long stands in
 * one of two columns, so that nobody has to guess the unit.
 */
export const hourColumns = {
  name: '姓名',
  phone: '手机号',
  title: '活动名称',
  day: '服务日期',
  hours: '时长（小时）',
  minutes: '时长（分钟）',
  reason: '原因',
  proof: '证明',
} as const
export type HourColumn = keyof typeof hourColumns

/**
 * What becomes of a row: `known` stands in the ledger already, word for word, and is not written
 * again; `refused` is given back to be mended.
 */
export const hourRowOutcomes = ['added', 'known', 'refused'] as const
export type HourRowOutcome = (typeof hourRowOutcomes)[number]

/** Rows of one file, without the header: a season of one organization, written in while one waits. */
export const MOST_HOUR_ROWS = 500

/** Size of one file. */
export const MOST_HOUR_BYTES = 5 * 1024 * 1024

/** How long the list of rows to mend can be fetched. */
export const HOUR_RESULT_DAYS = 7

/** Characters of a reason, and of a proof. */
export const MOST_HOUR_WORDS = 200
