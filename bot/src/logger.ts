import { pino, type Logger } from 'pino'

export type { Logger }

/**
 * The log: JSON lines on stderr. What is logged is counts, codes and delivery ids; never a text,
 * a name, or who said something where. The list is the second lock on that door.
 */
export function createLogger(level: string, stream?: { write(line: string): void }): Logger {
  const keys = ['text', 'quotedText', 'name', 'topic', 'contactId', 'sender', 'token', 'body']
  const paths = keys.flatMap((key) => [key, `*.${key}`, `*.*.${key}`])
  const options = { level, base: undefined, redact: { paths, censor: '[redacted]' } }
  return stream ? pino(options, stream) : pino(options, pino.destination(2))
}

/**
 * What may be told of an error that came through chat software: its kind and code. Its message
 * may carry what somebody wrote.
 */
export function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : ''
  return `${error.name}${code}`.slice(0, 100)
}
