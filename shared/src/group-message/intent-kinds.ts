/** What a message to the bot asks for. */
export type Intent =
  | SuggestIntent
  /** How does a matter stand? Without a number: the speaker's newest. */
  | { kind: 'query'; number: string | null }
  | { kind: 'rate'; score: number; comment: string | null; number: string | null }
  | { kind: 'reopen'; number: string | null; reason: string | null }
  /** A secretary ties this group to a branch by the code that the desk gave. */
  | { kind: 'bind'; code: string }
  /** Somebody of the desk wants to see a digest as the groups will get it, by the code that the desk gave. */
  | { kind: 'look'; code: string }
  /** Checks in for today, with a sentence of what was learnt or without. */
  | { kind: 'checkin'; thought: string | null }
  /** Takes a place at the shift of this number, or gives it back. */
  | { kind: 'signUp' | 'signOff'; number: number }
  | { kind: 'help' }
  | { kind: 'privacy' }
  /** Nothing was said: a bare mention, a number alone, an emoji. */
  | { kind: 'empty' }

export interface SuggestIntent {
  kind: 'suggest'
  /** Point as typed; the digest may have fewer, then `wholeText` is what was said. */
  pointNo: number | null
  /** Issue named in the text or quoted; null = the newest one in the group. */
  issueNo: number | null
  anonymous: boolean
  /** Without the heads that were understood (建议：, 匿名, the point). Never blank. */
  text: string
  /** With the point number still in it. */
  wholeText: string
  /** The matter whose receipt or answer was quoted: this adds to it. */
  aboutNumber: string | null
}
