/** Columns of the roster as it is imported, by their Chinese headers. */
export const memberColumns = {
  name: '姓名',
  phone: '手机号',
  org: '所在支部',
  partyClass: '党员类别',
  joinedOn: '入党日期',
  stage: '发展阶段',
} as const
export type MemberColumn = keyof typeof memberColumns

/** `failed`: something unforeseen stopped it three times at the same place; what is in stays. */
export const memberImportStates = ['running', 'done', 'cancelled', 'failed'] as const
export type MemberImportState = (typeof memberImportStates)[number]

/** Rows of one file, without the header: more than twice the largest roster that we know (21,697). */
export const MOST_MEMBER_ROWS = 50_000

/** Size of one file. */
export const MOST_MEMBER_BYTES = 10 * 1024 * 1024

/** Rows to mend that are told before anything is imported. */
export const MOST_MEMBER_EXAMPLES = 5

/** How long the list of refused and updated rows can be fetched. */
export const MEMBER_RESULT_DAYS = 7
