import { ApiError, UnreachableError } from '@lianxin/shared/client'

/** What went wrong, in words a person can act on. */
export interface Failure {
  message: string
  /** By field of the body, e.g. `phone`. */
  fields: Record<string, string>
  /** True when trying the same again may help; nothing was refused. */
  retriable: boolean
  /** The server's code, when it answered. */
  code: string | null
}

/** The one sentence to show where fields have no place of their own. */
export function sentenceOf({ fields, message }: Failure): string {
  return Object.values(fields)[0] ?? message
}

/** Turns whatever was thrown into a {@link Failure}; our own bugs get an honest sentence too. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ApiError) {
    const fields = Object.entries(error.body.fields ?? {}).map(([path, message]) => [
      path.replace(/^body\./, ''),
      message,
    ])
    return {
      message: error.message,
      fields: Object.fromEntries(fields),
      retriable: error.status >= 500 || error.code === 'request.in_progress',
      code: error.code,
    }
  }
  if (error instanceof UnreachableError) {
    return { message: error.message, fields: {}, retriable: true, code: null }
  }
  return { message: '页面出了点问题，请退回去再试一次。', fields: {}, retriable: true, code: null }
}
