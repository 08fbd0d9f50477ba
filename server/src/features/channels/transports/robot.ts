import * as z from 'zod'
import { callVendor, type VendorAnswer } from '../../../platform/vendor-call'
import type { SendBudget } from '../../deliveries'
import type { TransportOutcome } from '../transport'

/** Longest address or secret that anybody pastes; vendors' are under 200. */
const MOST_CHARS = 500
/** A vendor that cannot be reached is asked again after this long. */
const UNREACHED_MS = 60_000

/**
 * For vendors that allow 20 messages a minute. Two less: a test message at the desk is not in our
 * books.
 */
export const twentyAMinute: SendBudget = {
  chatGapMs: 3_000,
  accountGapMs: 0,
  accountGapJitterMs: 0,
  perMinute: 18,
  perDay: 2_000,
}

/** A robot's secret: the address it is called by, and what calls are signed with. */
export interface RobotSecret {
  webhook: string
  signSecret: string
}

/**
 * A webhook as the vendor's app gives it to be copied. Only the key in it is used; the host we
 * call is always the vendor's own, whatever was pasted.
 * @param tokenIn finds the key; null when this is no such address
 * @param addressOf the address in its one proper form
 * @param problem what to tell whoever pasted something else
 */
export function webhookSchema(
  tokenIn: (webhook: URL) => string | null,
  addressOf: (token: string) => string,
  problem: string,
) {
  return z
    .string(problem)
    .trim()
    .max(MOST_CHARS, problem)
    .transform((pasted, context) => {
      const token = URL.canParse(pasted) ? tokenIn(new URL(pasted)) : null
      if (token) return addressOf(token)
      context.addIssue({ code: 'custom', message: problem })
      return z.NEVER
    })
}

/** The key for signing; empty when the robot does not ask for signed calls. */
export const signSecretSchema = z
  .string()
  .trim()
  .max(MOST_CHARS, '加签密钥太长了，请重新复制一次')
  .default('')

/** Last characters of a robot's key, enough for whoever has it before them. */
export function hintOf(token: string): string {
  return token.slice(-4)
}

/**
 * Posts once to a robot.
 * @param read what the vendor's answer means; null when it is not one of its answers
 */
export async function postToRobot(
  url: string,
  body: object,
  signal: AbortSignal,
  read: (answer: VendorAnswer & { kind: 'answer' }) => TransportOutcome | null,
): Promise<TransportOutcome> {
  const answer = await callVendor(url, body, signal)
  if (answer.kind === 'doubtful') return { kind: 'unknown' }
  if (answer.kind === 'answer') return read(answer) ?? { kind: 'unknown' }
  return {
    kind: 'not_sent',
    reason: 'throttled',
    retryAfterMs: UNREACHED_MS,
    problem: 'unreachable',
  }
}
