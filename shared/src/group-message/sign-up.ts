import { fold } from './fold'
import type { Intent } from './intent-kinds'

const END = '[\\s。.!！~，,]*$'
/** 报名 3, 我要报名第3场, 报名：12号; the number is the one that the page and the bot's messages show. */
const SIGN_UP = new RegExp(
  `^(?:我要|我来|我想|我)?报(?:个)?名(?:参加)?[\\s:,#第]*(\\d{1,6})\\s*(?:号|场)?${END}`,
)
const LEAVE = new RegExp(
  `^(?:我要|我想|我)?(?:取消|退出)报名[\\s:,#第]*(\\d{1,6})\\s*(?:号|场)?${END}`,
)

/**
 * Reads a sign-up for a shift, or taking one back. Null = it is neither: 报名费太贵, 报名怎么报 and
 * 报名 without a number are suggestions like any other sentence.
 * @param said the text, trimmed
 */
export function readSignUp(said: string): Intent | null {
  const folded = fold(said)
  const leave = LEAVE.exec(folded)
  if (leave) return { kind: 'signOff', number: Number(leave[1]) }
  const signUp = SIGN_UP.exec(folded)
  return signUp ? { kind: 'signUp', number: Number(signUp[1]) } : null
}
