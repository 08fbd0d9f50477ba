import type { ReadText } from '../policy-draft'
import { findFacts } from './facts'
import type { Facts } from './facts'
import { removeFurniture } from './furniture'
import type { FurnitureFacts } from './furniture'
import { toLines } from './lines'
import { mendShiftedRuns, mendWholeLine } from './mojibake'
import { removePronunciations } from './pinyin'
import { restoreOpeningQuotes } from './punctuation'
import { takeTitle } from './title'
import { isTraditional, loadSimplifier } from './traditional'

/** A text ready to be read: title off, furniture off, simplified, one line per paragraph. */
export interface CleanText {
  title: string
  lines: string[]
  facts: Omit<Facts, 'notes'>
  notes: string[]
}

/** Cleans a text as read from its container; says in `notes` (Chinese) what it did and guessed. */
export const cleanText = async (read: ReadText): Promise<CleanText> => {
  const notes = [...read.notes]
  const simplify = await loadSimplifier()
  const repaired = repairCharacters(read.text, simplify, notes)
  const { lines, facts: furniture } = removeFurniture(toLines(repaired))
  noteFurniture(furniture, notes)
  let restored = 0
  for (const line of lines) {
    const { text, count } = restoreOpeningQuotes(line.text)
    line.text = text
    restored += count
  }
  if (restored > 0) notes.push(`补上了 ${restored} 处漏掉的左引号，请核对。`)
  if (lines.length === 0) {
    return { title: '', lines: [], facts: { issuer: null, issuedOn: null, sourceUrl: null }, notes }
  }
  const { notes: factNotes, ...facts } = findFacts(lines, furniture, read)
  notes.push(...factNotes)
  const { title, isGuessed } = takeTitle(lines, read.title)
  if (isGuessed) notes.push('原文没有标题，这个标题是照第一句话拟的，请改好。')
  if (facts.issuer === null) notes.push('没有找到发布单位，请填写。')
  if (facts.issuedOn === null) notes.push('没有找到发布日期，请填写。')
  return { title, lines: lines.map((line) => line.text), facts, notes }
}

/** Everything that needs the raw characters: wrong encodings, pronunciations, traditional characters. */
const repairCharacters = (
  raw: string,
  simplify: (text: string) => string,
  notes: string[],
): string => {
  let reread = 0
  const lines = raw
    .normalize('NFC')
    .split('\n')
    .map((line) => {
      const mended = mendWholeLine(line)
      if (mended !== null) reread++
      return mended ?? line
    })
  if (reread > 0) notes.push(`有 ${reread} 行文字编码错了，已经改回来，请核对。`)
  const { text: mendedText, mended } = mendShiftedRuns(lines.join('\n'), simplify)
  const repairs = mended.map(({ before, after }) => `把乱码“${before}”改成了“${after}”，请核对。`)
  notes.push(...[...new Set(repairs)].slice(0, 5))
  const { text, count } = removePronunciations(mendedText)
  const traditional = isTraditional(text, simplify)
  const done = [
    traditional ? '把繁体转成简体' : '',
    count > 0 ? `去掉 ${count} 处注音` : '',
  ].filter((part) => part !== '')
  if (done.length > 0) notes.unshift(`已${done.join('，')}。`)
  return traditional ? simplify(text) : text
}

const noteFurniture = (furniture: FurnitureFacts, notes: string[]): void => {
  const quote = (lines: string[]): string =>
    lines
      .slice(0, 4)
      .map((line) => `“${line.length > 16 ? `${line.slice(0, 16)}…` : line}”`)
      .join('、')
  const { removed, captions } = furniture
  if (removed.length > 0) notes.push(`去掉了网页上的 ${removed.length} 行杂项：${quote(removed)}。`)
  if (captions.length > 0) notes.push(`去掉了 ${captions.length} 行图片说明：${quote(captions)}。`)
}
