import { parseHeading } from '../points/outline'
import { isDateLine } from './dates'
import type { Line } from './lines'

export const maxGuessedTitleChars = 30
const maxTitleChars = 60
const documentKind =
  /(?:通知|意见|办法|方案|公告|通告|通报|决定|规定|细则|函|报告|批复|纪要|倡议书|公示|指南|条例|规则|措施|计划|要点|简报|公开信)(?:[（(].{1,12}[）)])?$/

/**
 * Takes the title off the head of the lines (changed in place), its repetition and subtitle too.
 * `stated` is a title the container gave; without any title line one is made from the first sentence.
 */
export const takeTitle = (
  lines: Line[],
  stated: string | undefined,
): { title: string; isGuessed: boolean } => {
  const bodyStart = lines.findIndex((line) => isParagraph(line.text))
  const headEnd = bodyStart < 0 ? Math.min(lines.length, 3) : bodyStart
  const head = lines.slice(0, headEnd).map((line) => line.text)
  let title = stated ? cleanTitle(stated) : ''
  if (title === '') title = titleFrom(head, lines)
  if (title === '') {
    return { title: guessTitle(lines.map((line) => line.text)), isGuessed: true }
  }
  const wanted = squash(title)
  for (let i = headEnd - 1; i >= 0; i--) {
    const text = head[i] ?? ''
    const isRepeated = squash(text).length >= 4 && wanted.includes(squash(cleanTitle(text)))
    const isSubtitle = /^(?:—{1,2}|-{2,})/.test(text)
    if (isRepeated || isSubtitle || squash(text) === wanted) lines.splice(i, 1)
  }
  return { title, isGuessed: false }
}

const squash = (text: string): string => text.replace(/[\s\p{P}]/gu, '')

const isParagraph = (text: string): boolean =>
  /[。；！？]$/.test(text) ? text.length > 18 : text.length > maxTitleChars

/** 【…】 tags and the quotation marks of a title quoted whole go. */
const cleanTitle = (text: string): string =>
  text
    .replace(/^【[^】]{1,40}】\s*(?=.{4})/, '')
    .replace(/^《([^》]+)》$/, '$1')
    .replace(/\s+/g, ' ')
    .trim()

/** Ends with a date: the line under a title that says who issued it and when. */
const DATED = /(?:19|20)\d{2}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日$/

const isTitleLine = (text: string): boolean =>
  text.length >= 4 &&
  text.length <= maxTitleChars &&
  /\p{Script=Han}{3}/u.test(text) &&
  !/[。；，、：:！]$/.test(text) &&
  !/^(?:—|-{2,})/.test(text) &&
  !isDateLine(text) &&
  !DATED.test(text) &&
  parseHeading(text) === null

const titleFrom = (head: string[], lines: Line[]): string => {
  const first = head.findIndex(isTitleLine)
  if (first < 0) return ''
  const title = cleanTitle(head[first] ?? '')
  const next = head[first + 1]
  if (next === undefined || !isTitleLine(next) || squash(title).includes(squash(next))) return title
  // A title broken over two lines, as in a printed document.
  if (!documentKind.test(title) && documentKind.test(next) && title.length + next.length <= 80) {
    return title + next
  }
  // A second line is part of the title unless the text uses such lines as section headings.
  const hasPlainHeadings = lines
    .slice(head.length)
    .some((line) => isTitleLine(line.text) && line.text.length <= 40)
  const joined = `${title} ${cleanTitle(next)}`
  return hasPlainHeadings || joined.length > maxTitleChars ? title : joined
}

/** A title out of the first sentence: who does which named thing, else its first clause. */
const guessTitle = (lines: string[]): string => {
  const paragraph = lines.find((line) => isParagraph(line)) ?? lines[0] ?? ''
  const [sentence = ''] = paragraph
    .slice(0, 300)
    .replace(/^(?:近年来|近日|日前|今年以来|目前|为此|最近|\d{4}年以来)，/, '')
    .split(/[。！？]/)
  const clauses = sentence.split(/[，；：]/)
  const named = clauses.find((clause) =>
    /(?:开展|实施|推行|印发|出台|举办|启动|制定|发布|组织).{0,10}[“《].+[”》]/.test(clause),
  )
  const who = leadingPlace(sentence)
  if (named !== undefined && who !== '' && !named.includes(who)) {
    const what = named.replace(
      /^(?:在|从|于)[^，]{0,12}?(?=深入|广泛|全面|积极|开展|实施|推行|组织)/,
      '',
    )
    if (who.length + what.length <= maxGuessedTitleChars) return who + what
  }
  let title = clauses[0] ?? ''
  if (title.length < 8 && clauses[1]) title = `${title}，${clauses[1]}`
  return title.length <= maxGuessedTitleChars ? title : cutTitle(title)
}

/** The leading chain of administrative names: 河南省郑州市二七区. */
const leadingPlace = (sentence: string): string =>
  /^(?:[^，。“《]{1,6}?(?:省|自治区|市|州|县|区|镇|乡|街道|社区|村)){1,5}/u.exec(sentence)?.[0] ??
  ''

/** Never cuts inside quotation marks or a number. */
const cutTitle = (text: string): string => {
  let cut = text.slice(0, maxGuessedTitleChars)
  const open = Math.max(cut.lastIndexOf('“'), cut.lastIndexOf('《'))
  if (open > 3 && Math.max(cut.lastIndexOf('”'), cut.lastIndexOf('》')) < open)
    cut = cut.slice(0, open)
  return cut.replace(/\d+(?:\.\d*)?$/, (digits) =>
    /\d/.test(text[cut.length] ?? '') ? '' : digits,
  )
}
