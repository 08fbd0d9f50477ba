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

/**
 * The only error `extractPolicy` throws on bad input.
 * `message` is a Chinese sentence for the person at the desk that says what to do next;
 * `status` is the HTTP status that fits.
 */
export class IntakeError extends Error {
  override readonly name = 'IntakeError'
  readonly status: number

  constructor(
    readonly code: IntakeErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options)
    this.status = statusByCode[code]
  }
}
