/** Longest message that goes out in one piece, in characters (chat windows fold longer ones). */
export const MAX_PART_LENGTH = 600

/** Characters as a reader counts them: an emoji of two UTF-16 units is one. */
function lengthOf(text: string): number {
  return Array.from(text).length
}

/** Cuts one paragraph that is too long, at the last sentence end that fits, else hard. */
function cutParagraph(paragraph: string, max: number): string[] {
  const pieces: string[] = []
  let rest = Array.from(paragraph)
  while (rest.length > max) {
    const window = rest.slice(0, max)
    const stop = Math.max(...['。', '！', '？', '；', '\n'].map((mark) => window.lastIndexOf(mark)))
    // a cut in the first third would leave a stub
    const cut = stop >= max / 3 ? stop + 1 : max
    pieces.push(rest.slice(0, cut).join(''))
    rest = rest.slice(cut)
  }
  if (rest.length > 0 || pieces.length === 0) pieces.push(rest.join(''))
  return pieces
}

/**
 * Packs blocks into as few parts as hold them, a block staying whole where it can.
 * @param blocks    paragraphs in order; joined by one line break within a part
 * @param max       characters of a part
 * @returns the parts, none longer than `max`, none empty
 */
export function packBlocks(blocks: readonly string[], max: number): string[] {
  const parts: string[] = []
  let current = ''
  for (const block of blocks.flatMap((each) => cutParagraph(each, max))) {
    const joined = current === '' ? block : `${current}\n${block}`
    if (lengthOf(joined) <= max) {
      current = joined
    } else {
      parts.push(current)
      current = block
    }
  }
  if (current.trim() !== '') parts.push(current)
  return parts.map((part) => part.trim()).filter((part) => part !== '')
}

/**
 * Splits a message at paragraphs into parts of at most `max` characters; a short one stays as it is.
 * @returns at least one part unless the text is blank
 */
export function splitText(text: string, max = MAX_PART_LENGTH): string[] {
  return lengthOf(text) <= max
    ? [text].filter((part) => part.trim() !== '')
    : packBlocks(text.split('\n'), max)
}
