import { fold } from './fold'

/** What a quoted message of the bot's refers to. */
export interface Reference {
  /** Issue of a digest, from its visible code 【政策摘要 第47期】. */
  issueNo: number | null
  /** Number of a matter, from a receipt or an answer. */
  number: string | null
  /** It asks how satisfied the reporter is. */
  asksRating: boolean
}

/** Number of a matter as it stands in receipts, e.g. `LX-20261122-0007`; blanks and case vary. */
export const TICKET_NUMBER = 'lx\\s?-?\\s?\\d{8}\\s?-?\\s?\\d{4,6}'
const ISSUE_CODE = /【政策摘要\s*第\s*(\d{1,5})\s*期】/
/** Stands in every message that asks for a rating. */
const RATING_QUESTION = '满意吗'
const IN_TEXT = new RegExp(TICKET_NUMBER, 'i')

/** Writes a typed number the way we give it out; a short one (`0007`) stays as typed. */
export function normalTicketNumber(typed: string): string {
  const digits = /^lx\D*(\d{8})\D*(\d{4,6})$/i.exec(typed.trim())
  return digits ? `LX-${digits[1]}-${digits[2]}` : typed.trim()
}

/** Reads what a quoted message refers to; a digest's code outweighs numbers mentioned in it. */
export function readReference(quotedText: string | null): Reference {
  if (quotedText === null) return { issueNo: null, number: null, asksRating: false }
  const text = fold(quotedText)
  const issue = ISSUE_CODE.exec(text)
  if (issue) return { issueNo: Number(issue[1]), number: null, asksRating: false }
  const number = IN_TEXT.exec(text)
  return {
    issueNo: null,
    number: number ? normalTicketNumber(number[0]) : null,
    asksRating: text.includes(RATING_QUESTION),
  }
}
