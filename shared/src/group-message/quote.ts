import { fold } from './fold'

/** A message taken apart: what it quotes, and what its writer adds. */
export interface Quoted {
  /** Who is quoted, by the name the chat showed; null = nothing is quoted. */
  name: string | null
  quotedText: string | null
  text: string
}

/** The line between a quote and the reply: blanks and at least five dashes. */
const RULE = /^[ \t]*(?:[-–—－][ \t]*){5,}$/

/**
 * Takes WeChat's textual quote apart: `「name：quoted」`, a line of dashes, the reply. The last
 * such line counts: a quoted message may itself contain a quote.
 */
export function splitQuote(raw: string): Quoted {
  const plain: Quoted = { name: null, quotedText: null, text: raw }
  if (!raw.trimStart().startsWith('「')) return plain
  const lines = raw.split(/\r?\n/)
  const at = lines.findLastIndex(
    (line, index) => RULE.test(line) && lines[index - 1]?.trimEnd().endsWith('」') === true,
  )
  if (at < 1) return plain
  const block = lines.slice(0, at).join('\n').trim().slice(1, -1)
  const colon = fold(block).indexOf(':')
  if (colon < 0) return plain
  return {
    name: block.slice(0, colon).trim(),
    quotedText: block.slice(colon + 1).trim(),
    text: lines.slice(at + 1).join('\n'),
  }
}
