import { pino, type Logger } from 'pino'

export type { Logger }

/**
 * The log: JSON lines on stderr. Callers log ids and codes, never what a person said; the list
 * below is the second lock on the door (phone, token, name of who complained).
 */
export function createLogger(level: string): Logger {
  const secret = [
    'phone',
    'password',
    'token',
    'accessToken',
    'refreshToken',
    'openid',
    'authorization',
  ]
  const personal = ['text', 'name', 'contactId', 'code', 'queryCode', 'body', 'reporter', 'sender']
  const paths = [...secret, ...personal].flatMap((key) => [key, `*.${key}`, `*.*.${key}`])
  return pino(
    { level, base: undefined, redact: { paths, censor: '[redacted]' } },
    pino.destination(2),
  )
}
