export const maxPointTitleChars = 12

const leadingVerb =
  /^(?:进一步|切实|着力|大力|全面|积极|扎实|深入|不断|努力)?(?:建立健全|健全完善|建立|完善|健全|加强|强化|推进|推行|开展|实行|实施|构建|突出|坚持|提升|加大)/

/**
 * A point's title of at most 12 characters out of a section heading: whole if it fits, else its
 * longest clause that fits, else without a quoted epithet or the leading verb; '' if nothing fits.
 */
export const shortTitle = (heading: string): string => {
  const whole = bare(heading)
  if (whole.length <= maxPointTitleChars) return whole
  const clauses = heading
    .split(/[，、；：]\s*(?![^“]*”)/)
    .map(bare)
    .filter((clause) => clause.length >= 3 && clause.length <= maxPointTitleChars)
  const longest = clauses.toSorted((a, b) => b.length - a.length)[0]
  if (longest !== undefined) return longest
  const plain = heading.replace(/“[^”]*”的/g, '')
  const variants = [plain, heading.replace(leadingVerb, ''), plain.replace(leadingVerb, '')].map(
    bare,
  )
  const unquoted = variants.find((text) => text.length >= 3 && text.length <= maxPointTitleChars)
  if (unquoted !== undefined) return unquoted
  const subject = /^(.{3,}?)(?:要|应当|必须)/.exec(bare(heading))?.[1]
  return subject !== undefined && subject.length <= maxPointTitleChars ? subject : ''
}

/** Quotation marks cost two of twelve characters; they stay only if the whole still fits. */
const bare = (text: string): string => {
  const trimmed = text.trim().replace(/[。；：，]$/, '')
  if (trimmed.length <= maxPointTitleChars && isBalanced(trimmed)) return trimmed
  return trimmed.replace(/[“”‘’]/g, '')
}

const isBalanced = (text: string): boolean => text.split('“').length === text.split('”').length
