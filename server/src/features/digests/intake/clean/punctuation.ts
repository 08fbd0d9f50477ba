const han = '\\p{Script=Han}'
const closing = '”’》）】〉」'
const opening = '“‘《（【〈「'
const cjkMarks = `，。；：？！、…—${closing}${opening}`

const fullWidthOf: Record<string, string> = {
  ',': '，',
  ';': '；',
  ':': '：',
  '?': '？',
  '!': '！',
}
const halfBehindHan = new RegExp(`(?<=[${han}${closing}%％\\]])[,;:?!]`, 'gu')
const halfBeforeHan = new RegExp(`(?<=[\\dA-Za-z])[,;:?!](?=\\s*[${han}${opening}])`, 'gu')
const parenthesised = /\(([^()\n]*)\)/g
const aroundMark = new RegExp(`\\s+(?=[${cjkMarks}])|(?<=[${cjkMarks}])\\s+`, 'gu')
const betweenHanAndNumber = new RegExp(
  `(?<=[${han}])\\s+(?=\\d)|(?<=[\\d%％])\\s+(?=[${han}])`,
  'gu',
)
const betweenHan = new RegExp(`(?<=[${han}])\\s+(?=[${han}])`, 'gu')

/**
 * Chinese punctuation and spacing for one line: half-width marks next to Han become full-width,
 * straight quotes in pairs become “ ”, spaces inside Chinese go. Times (9:00), decimals and
 * thousands stay as they are. In a short line without punctuation (a row of names, a table row)
 * a space is the only separator, so there it is kept.
 */
export const tidyLine = (line: string): string => {
  let text = line
    .replace(/[\u200b-\u200f\u2060\ufeff\u00ad]/g, '')
    .replace(/[\t\u00a0\u2000-\u200a\u202f\u3000]/g, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
  const isProse = /[，。；：？！,;]/.test(text) || text.length > 60
  const isSpacedOut = /^(?:\p{Script=Han} +){3,}\p{Script=Han}$/u.test(text)
  for (let depth = 0; depth < 2; depth++) text = widenBrackets(text)
  text = pairStraightQuotes(text)
    .replace(halfBehindHan, (mark) => fullWidthOf[mark] ?? mark)
    .replace(halfBeforeHan, (mark) => fullWidthOf[mark] ?? mark)
    .replace(aroundMark, '')
    .replace(betweenHanAndNumber, '')
  return isProse || isSpacedOut ? text.replace(betweenHan, '') : text
}

const widenBrackets = (text: string): string =>
  text.replace(parenthesised, (whole, inner: string) =>
    /\p{Script=Han}/u.test(inner) ? `（${inner}）` : whole,
  )

const pairStraightQuotes = (text: string): string => {
  if ((text.split('"').length - 1) % 2 !== 0 || !/\p{Script=Han}/u.test(text)) return text
  let open = false
  return text.replaceAll('"', () => {
    open = !open
    return open ? '“' : '”'
  })
}

const maxQuotedChars = 8

/**
 * Puts back a “ that was lost in front of a short quoted word: 、五法”识别 → 、“五法”识别.
 * Only where a clause begins within a few characters before the closing mark.
 */
export const restoreOpeningQuotes = (line: string): { text: string; count: number } => {
  const result: string[] = []
  let open = 0
  let count = 0
  for (const char of line) {
    if (char === '“') open++
    else if (char === '”' && open > 0) open--
    else if (char === '”') {
      const before = result.slice(-maxQuotedChars - 1).join('')
      const word = /[，。；：、！？]([^，。；：、！？（“”]+)$/.exec(before)?.[1]
      if (word !== undefined) {
        result.splice(result.length - [...word].length, 0, '“')
        count++
      }
    }
    result.push(char)
  }
  return { text: result.join(''), count }
}
