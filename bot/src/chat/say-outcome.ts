import { kindOf } from '../logger'
import type { SayOutcome } from './port'

const SIGNED_OUT = /not logged in|logged out|logout|未登录|掉线|登录(?:已)?(?:失效|过期)|重新登录/i
const THROTTLED = /too (?:often|frequent|many)|throttl|rate.?limit|频繁|\b429\b/i
/** The connection was never made, so nothing can have gone out. */
const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH'])

function codesOf(error: unknown): string[] {
  const codes: string[] = []
  // Each cause may have a cause; errors do not nest deeper than this in practice.
  for (
    let each = error, depth = 0;
    each instanceof Error && depth < 5;
    each = each.cause, depth += 1
  )
    if ('code' in each && typeof each.code === 'string') codes.push(each.code)
  return codes
}

/** Does chat software say that nobody is signed in (any more)? */
export function saysSignedOut(error: unknown): boolean {
  return error instanceof Error && SIGNED_OUT.test(error.message)
}

/**
 * What a failed call to chat software means. Puppets have no common error codes, so only what is
 * surely "not sent" is called so; all else is unknown, and unknown is never sent again by itself.
 */
export function outcomeOfError(error: unknown): SayOutcome {
  const message = error instanceof Error ? error.message : ''
  const detail = kindOf(error)
  if (saysSignedOut(error)) return { kind: 'not_sent', reason: 'logged_out', detail }
  if (THROTTLED.test(message)) return { kind: 'not_sent', reason: 'throttled', detail }
  if (codesOf(error).some((code) => NEVER_CONNECTED.has(code)))
    return { kind: 'not_sent', reason: 'logged_out', detail }
  return { kind: 'unknown', detail }
}
