import { isLostByte } from '../clean/mojibake'

export const maxPointChars = 120

const opens = '“‘（《【〈「('
const closes = '”’）》】〉」)'

const maxDepth = 16

/** How deep inside quotation marks or brackets each position lies; unmatched marks count for nothing. */
const depths = (text: string): number[] => {
  const result = Array.from({ length: text.length }, () => 0)
  const stack: { index: number; kind: number }[] = []
  for (let i = 0; i < text.length; i++) {
    const char = text[i] ?? ''
    if (opens.includes(char) && stack.length < maxDepth)
      stack.push({ index: i, kind: opens.indexOf(char) })
    const kind = closes.indexOf(char)
    const start = kind < 0 ? -1 : stack.findLastIndex((open) => open.kind === kind)
    if (start < 0) continue
    const from = stack[start]?.index ?? i
    for (let at = from; at < i; at++) result[at] = (result[at] ?? 0) + 1
    stack.length = start
  }
  return result
}

/** Splits a paragraph into sentences at 。！？ outside quotation marks and brackets. */
export const splitSentences = (paragraph: string): string[] => {
  const depth = depths(paragraph)
  const sentences: string[] = []
  let start = 0
  for (let i = 0; i < paragraph.length; i++) {
    if (paragraph[i] === '？' && isLostByte(paragraph, i)) continue
    if (!/[。！？]/.test(paragraph[i] ?? '') || depth[i] !== 0) {
      // “…。” ends the sentence when the closing mark is followed by a new one.
      const closesQuote =
        paragraph[i] === '”' && /[。！？…]/.test(paragraph[i - 1] ?? '') && depth[i] === 0
      if (!closesQuote) continue
    }
    sentences.push(paragraph.slice(start, i + 1).trim())
    start = i + 1
  }
  const rest = paragraph.slice(start).trim()
  if (rest !== '') sentences.push(rest)
  return sentences
    .filter((sentence) => /\p{Script=Han}|[A-Za-z0-9]/u.test(sentence))
    .flatMap(openLongQuote)
}

const longQuoteChars = 60

/** A long speech is several sentences: they are taken out of their quotation marks. */
const openLongQuote = (sentence: string): string[] => {
  const quote = /“([^“”]{60,})”/.exec(sentence)?.[1]
  if (quote === undefined || quote.length < longQuoteChars) return [sentence]
  if (!/[。！？].|[。！？]$/.test(quote) && quote.length < sentence.length * 0.7) return [sentence]
  return splitSentences(quote.replaceAll('‘', '“').replaceAll('’', '”'))
}

/** Openings that only hang on the sentence before: dropped from a sentence that stands alone. */
const connective =
  /^(?:同时|此外|另外|其中|因此|所以|为此|据悉|据了解|近年来|如今|与此同时|与此相衔接|在此基础上|不仅如此|一方面|另一方面|尤为值得一提的是|总之|并且|而且|而|但是|但|还)，|^(?:截至)?目前，?/

/** A clause that only leads to the next one and cannot end a point. */
const danglingClause =
  /^(?:并|也|还|又|且)?(?:按照|通过|针对|根据|依托|为了?|随着|对于?|在|从|以|把|将|由|当|如|若|凡|除|就)[^，；]*$|(?:为|以)[^，；]{0,6}$|(?:的|者|时|后|前)$|^(?:采取|采用|运用|借助|利用)[^，；]*(?:方法|方式|形式|办法|模式)$/
const boundary = /[，；]/
/** Nothing behind this matters to a point. */
const maxLookChars = 600

/**
 * A sentence fit to be a point: connectives off its head, at most `limit` characters, cut only at a
 * clause boundary outside quotation marks, brackets and numbers. null when no cut reads as a whole.
 */
export const toPointText = (sentence: string, limit = maxPointChars): string | null => {
  const text = sentence
    .slice(0, maxLookChars)
    .replace(connective, '')
    .replace(/^[，、；：]/, '')
    .trim()
  const ended = /[。！？”）.!?]$/.test(text) ? text : `${text.replace(/[，、；：…]+$/, '')}。`
  if (ended.length <= limit) return isBalancedText(ended) ? ended : null
  const depth = depths(text)
  let cutAtComma: string | null = null
  for (let i = Math.min(limit - 1, text.length - 1); i > 20; i--) {
    if (!boundary.test(text[i] ?? '') || depth[i] !== 0) continue
    const kept = text.slice(0, i)
    const lastClause = kept.split(/[，；]/).at(-1) ?? ''
    if (!isBalancedText(kept) || danglingClause.test(lastClause)) continue
    if (text[i] === '；' && i >= limit * 0.4) return `${kept}。`
    cutAtComma ??= `${kept}。`
  }
  return cutAtComma
}

const minPartChars = 25

/**
 * A sentence too long for a point but made of parts set off by ；gives those parts; each must be
 * able to stand alone.
 */
export const splitAtSemicolons = (sentence: string): string[] => {
  if (sentence.length <= maxPointChars || !sentence.includes('；')) return [sentence]
  const depth = depths(sentence)
  const parts: string[] = []
  let start = 0
  for (let i = 0; i < sentence.length; i++) {
    if (sentence[i] !== '；' || depth[i] !== 0) continue
    parts.push(sentence.slice(start, i))
    start = i + 1
  }
  parts.push(sentence.slice(start))
  return parts.every((part) => part.length >= minPartChars) ? parts : [sentence]
}

const isBalancedText = (text: string): boolean =>
  text.split('“').length === text.split('”').length &&
  text.split('《').length === text.split('》').length &&
  text.split('（').length === text.split('）').length
