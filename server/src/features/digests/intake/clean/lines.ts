import { tidyLine } from './punctuation'

/** One line of the cleaned text, with what its raw form tells. */
export interface Line {
  text: string
  /** Spaces both before and behind it in the raw text, as captions copied from pages have. */
  padded: boolean
}

/** Splits a text into tidied, non-empty lines and joins lines that were wrapped at a fixed width. */
export const toLines = (text: string): Line[] => {
  const lines = text
    .split(/\r\n|[\n\r\u0085\u2028\u2029\v\f]/)
    .map((raw) => ({ text: tidyLine(raw), padded: raw.startsWith('  ') && raw.endsWith('  ') }))
    .filter((line) => line.text !== '')
  return joinWrapped(lines)
}

const minWrappedLines = 6
const minWrapWidth = 18
const maxWrapWidth = 90
const endsSentence = /[。！？；：…”）.!?;:]$/
const startsItem =
  /^(?:第[一二三四五六七八九十百]+[章条节]|[一二三四五六七八九十]+[、是]|（[一二三四五六七八九十\d]+）|\d+[.、．]|[①-⑳])/

/**
 * Text copied from a PDF or a mail breaks every line at the same width. Where many lines are as long
 * as the longest and end in mid-sentence, each is joined to the next.
 */
const joinWrapped = (lines: Line[]): Line[] => {
  const lengths = lines.map((line) => line.text.length).toSorted((a, b) => a - b)
  const width = lengths[Math.floor(lengths.length * 0.9)] ?? 0
  if (lines.length < minWrappedLines || width < minWrapWidth || width > maxWrapWidth) return lines
  const isFull = (line: Line): boolean =>
    line.text.length >= width - 3 && line.text.length <= width + 3 && !endsSentence.test(line.text)
  if (lines.filter(isFull).length < lines.length * 0.35) return lines
  const joined: Line[] = []
  let open = false
  for (const line of lines) {
    const last = joined.at(-1)
    if (open && last !== undefined && !startsItem.test(line.text)) last.text += line.text
    else joined.push({ ...line })
    open = isFull(line)
  }
  return joined
}
