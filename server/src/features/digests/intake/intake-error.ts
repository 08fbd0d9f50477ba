/** Why a policy text could not be taken in; the part after the dot is stable and may be matched on. */
export type IntakeErrorCode =
  | 'intake.empty'
  | 'intake.too_large'
  | 'intake.unsupported_type'
  | 'intake.encrypted'
  | 'intake.unreadable'
  | 'intake.url_invalid'
  | 'intake.url_private'
  | 'intake.url_unreachable'
  | 'intake.url_timeout'
  | 'intake.not_text'

const statusByCode: Record<IntakeErrorCode, number> = {
  'intake.empty': 422,
  'intake.too_large': 413,
  'intake.unsupported_type': 415,
  'intake.encrypted': 422,
  'intake.unreadable': 422,
  'intake.url_invalid': 422,
  'intake.url_private': 422,
  'intake.url_unreachable': 422,
  'intake.url_timeout': 422,
  'intake.not_text': 415,
}

/** What a web server said instead of a page. */
export interface ServerAnswer {
  /** HTTP status. */
  status: number
  /** The `Retry-After` header as it came: seconds or a date. */
  retryAfter: string | null
}

/**
 * The only error `extractPolicy` throws on bad input.
 * `message` is a Chinese sentence for the person at the desk that says what to do next;
 * `status` is the HTTP status that fits.
 */
export class IntakeError extends Error {
  override readonly name = 'IntakeError'
  readonly status: number
  /** Null when the trouble is not an answer of a web server. */
  readonly answer: ServerAnswer | null

  constructor(
    readonly code: IntakeErrorCode,
    message: string,
    options?: { cause?: unknown; answer?: ServerAnswer },
  ) {
    super(message, options)
    this.status = statusByCode[code]
    this.answer = options?.answer ?? null
  }
}
