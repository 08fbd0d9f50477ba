import iconv from 'iconv-lite'
import { isCommonHan, rareHanShare } from './common-han'
import { annotation, pinyinLetters } from './pinyin'

/** One mended place, for the note to the editor. */
export interface Mended {
  before: string
  after: string
}

const gbk = (text: string): Buffer => iconv.encode(text, 'gbk')
const fromGbk = (bytes: number[]): string => iconv.decode(Buffer.from(bytes), 'gbk')

/**
 * Mends runs in which a byte-wise search-and-replace on GBK text hit the middle of a character, so
 * that everything up to the next ASCII byte was read one byte off. Two such replacements are known
 * from copied web pages, and both can be undone from the bytes that are left:
 *  - full-width ； (A3 BB) → ";" inside 。基 (A1 A3 BB F9): 村?;鶎狱h → 村。基層黨
 *  - a pronunciation inserted behind a false character: 下?lián)苻D → 下撥轉
 * A repair counts only when every character that comes out is an everyday one.
 */
export const mendShiftedRuns = (
  text: string,
  simplify: (text: string) => string,
): { text: string; mended: Mended[] } => {
  const mended: Mended[] = []
  const readings = collectReadings(text)
  const isEveryday = (candidate: string): boolean =>
    candidate.length > 0 && [...simplify(candidate)].every(isCommonHan)
  const record = (before: string, after: string): string => {
    mended.push({ before, after: simplify(after) })
    return after
  }
  let result = text.replace(
    shiftedBehindReading,
    (whole, char: string, reading: string, run: string, tail: string) => {
      const found = new Set<string>()
      for (const falseChar of readings.get(reading) ?? []) {
        const [lead, lost] = gbk(falseChar)
        if (lead !== gbk(char)[1] || lost === undefined) continue
        const candidate = fromGbk([lost, ...gbk(run + tail)])
        if (isEveryday(candidate)) found.add(candidate)
      }
      const [only] = found
      return found.size === 1 && only !== undefined ? record(whole, char + only) : whole
    },
  )
  result = result.replace(
    shiftedBehindPunctuation,
    (whole, half: string, run: string, tail: string) => {
      if (rareHanShare(simplify(run)) === 0) return whole
      const rest = [...gbk(toFullWidth(half) + run), ...gbk(tail)]
      for (const lead of [0xa1, 0xa3]) {
        const mark = fromGbk([lead, rest[0] ?? 0])
        const candidate = fromGbk(rest.slice(1))
        if (sentenceMarks.has(mark) && isEveryday(candidate)) return record(whole, mark + candidate)
      }
      return whole
    },
  )
  return { text: result, mended }
}

const maxRun = 24
const shiftedBehindPunctuation = new RegExp(
  `[?\uFFFD]([;,:!]?)(\\p{Script=Han}{1,${maxRun}})([A-Za-z@\\[\\]^_\`{|}~])`,
  'gu',
)
const shiftedBehindReading = new RegExp(
  `(\\p{Script=Han})[?\uFFFD][(（]?([${pinyinLetters}]{1,7})\\)(\\p{Script=Han}{1,${maxRun}})([A-Za-z@\\[\\]^_\`{|}~])`,
  'giu',
)
const sentenceMarks = new Set('。、，；：！？”“》《）（')

const toFullWidth = (half: string): string =>
  half === '' ? '' : String.fromCharCode(half.charCodeAt(0) + 0xfee0)

/** Characters seen with inserted pronunciations on such pages, for a text too short to show them. */
const knownReadings =
  '區(qū)經(jīng)發(fā)應(yīng)規(guī)創(chuàng)務(wù)設(shè)鄉(xiāng)鎮(zhèn)領(lǐng)轉(zhuǎn)現(xiàn)穩(wěn)質(zhì)礎(chǔ)戰(zhàn)據(jù)統(tǒng)業(yè)內(nèi)調(diào)術(shù)優(yōu)數(shù)環(huán)結(jié)網(wǎng)絡(luò)聯(lián)權(quán)監(jiān)節(jié)續(xù)關(guān)態(tài)構(gòu)農(nóng)執(zhí)產(chǎn)醫(yī)衛(wèi)'

const collectReadings = (text: string): Map<string, Set<string>> => {
  const readings = new Map<string, Set<string>>()
  for (const [, char, reading] of `${knownReadings}${text}`.matchAll(annotation)) {
    if (char === undefined || reading === undefined) continue
    readings.set(reading, (readings.get(reading) ?? new Set()).add(char))
  }
  return readings
}

/**
 * Undoes a line read wholly in the wrong encoding (UTF-8 read as Latin-1 or as GBK); gives null
 * when the line is fine or no re-reading gives everyday Chinese.
 */
export const mendWholeLine = (line: string): string | null => {
  const latin = line.match(/[\u00c2-\u00ef][\u0080-\u00bf\u0152-\u2122]{1,2}/g)?.length ?? 0
  if (latin >= 3) {
    // Windows-1252 and Latin-1 differ in 80–9F, and both are met.
    return reread(Buffer.from(line, 'latin1')) ?? reread(iconv.encode(line, 'windows-1252'))
  }
  if (line.length >= 6 && rareHanShare(line) > 0.4) return reread(iconv.encode(line, 'gb18030'))
  return null
}

const reread = (bytes: Buffer): string | null => {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return /\p{Script=Han}/u.test(text) && rareHanShare(text) < 0.2 ? text : null
  } catch {
    return null
  }
}

/**
 * Whether a sentence (cleaned, simplified) still carries a broken run. Such a sentence stays in the
 * body, marked in the notes, and never becomes a point.
 */
export const isBroken = (sentence: string): boolean =>
  /\uFFFD|锟斤拷|烫烫|屯屯/.test(sentence) ||
  /[?？][;,；，]\p{Script=Han}|[?？][a-zā-ǜ]+[)）]/u.test(sentence) ||
  /[\u00c2-\u00ef][\u0080-\u00bf]/.test(sentence) ||
  hasRareRunBehindQuestion(sentence) ||
  (sentence.length >= 8 && rareHanShare(sentence) > 0.35)

/** Whether the question mark at `index` is a lost byte rather than the end of a question. */
export const isLostByte = (text: string, index: number): boolean => {
  const next = text[index + 1] ?? ''
  return /[a-zā-ǜ;；,，]/.test(next) || (/\p{Script=Han}/u.test(next) && !isCommonHan(next))
}

const hasRareRunBehindQuestion = (sentence: string): boolean => {
  for (const [, run] of sentence.matchAll(/\p{Script=Han}[?？](\p{Script=Han}{1,3})/gu)) {
    if (run !== undefined && rareHanShare(run) >= 0.5) return true
  }
  return false
}
