import { isBroken } from '../clean/mojibake'
import type { PolicyPoint } from '../policy-draft'
import { shortTitle } from './heading-title'
import { buildOutline } from './outline'
import type { Section } from './outline'
import { maxPointChars, splitAtSemicolons, splitSentences, toPointText } from './sentences'
import { overlap, rankSentences } from './textrank'
import { contentWords, loadCutter } from './words'

const minPoints = 3
const maxPoints = 8
const charsPerPoint = 450
/** Bounds the quadratic part; about 60,000 characters. */
const maxSentences = 1200
const duplicateOverlap = 0.7

interface Candidate {
  text: string
  words: Set<string>
  leaf: Section
  /** The top-level section it stands in. */
  top: Section
  headings: string[]
  /** Introduces or closes a section that has parts of its own. */
  isFrame: boolean
  isFirst: boolean
  isShortened: boolean
  score: number
}

interface FoundPoints {
  points: PolicyPoint[]
  /** Sentences left out because of mojibake. */
  broken: string[]
  /** Numbers (from 1) of points that were cut at a clause boundary. */
  shortened: number[]
  /** Whether the end of a very long text was not looked at. */
  isPartial: boolean
}

/**
 * The 3–8 sentences of a text that say most, in document order, spread over its sections.
 * Takes the body's lines; fewer than 3 only when the text has no more usable sentences.
 */
export const findPoints = async (lines: string[]): Promise<FoundPoints> => {
  const cut = await loadCutter()
  const outline = buildOutline(lines)
  const broken: string[] = []
  const found = sentencesOf(outline, outline, []).flatMap((sentence) => {
    if (isBroken(sentence.text)) {
      broken.push(sentence.text)
      return []
    }
    return splitAtSemicolons(sentence.text).flatMap((part, i) => {
      const text = toPointText(part)
      if (text === null) return []
      const isShortened = part.length > maxPointChars
      return [{ ...sentence, text, isShortened, isFirst: sentence.isFirst && i === 0 }]
    })
  })
  const isPartial = found.length > maxSentences
  const considered = found.slice(0, maxSentences).toSorted((a, b) => a.order - b.order)
  const words = considered.map(({ text }) => contentWords(text, cut))
  const ranks = rankSentences(words)
  const candidates = considered.map((candidate, i) => {
    const value = Math.sqrt(ranks[i] ?? 0) + worth(candidate.text) + (candidate.isFirst ? 0.15 : 0)
    const weight = sectionWeight(candidate.headings) * (candidate.isFrame ? frameWeight : 1)
    return { ...candidate, words: words[i] ?? new Set<string>(), score: value * weight }
  })
  const total = lines.reduce((sum, line) => sum + line.length, 0)
  const byLength = Math.round(total / charsPerPoint)
  const wanted = Math.min(maxPoints, Math.max(minPoints, byLength, outline.children.length))
  const chosen = choose(candidates, wanted)
  const shortened = chosen.flatMap((candidate, i) => (candidate.isShortened ? [i + 1] : []))
  return { points: withTitles(chosen), broken, shortened, isPartial }
}

type Found = Omit<Candidate, 'words' | 'score' | 'isShortened'> & { order: number }

/** What only announces the next lines (通知如下：) or addresses somebody says nothing by itself. */
const isStatement = (sentence: string): boolean => !/[：:]$/.test(sentence)

/** Every sentence with the sections it stands in. */
const sentencesOf = (section: Section, top: Section, parents: string[]): Found[] => {
  const headings = section.heading === '' ? parents : [...parents, section.heading]
  const isFrame = section.children.length > 0
  const own = joinListLines(section.paragraphs).flatMap((paragraph, p) =>
    splitSentences(paragraph.text)
      .filter(isStatement)
      .map((text, s) => ({
        text,
        leaf: section,
        top,
        headings,
        isFrame,
        isFirst: p === 0 && s === 0,
        order: paragraph.order,
      })),
  )
  const below = section.children.flatMap((child) =>
    sentencesOf(child, section.level === 0 ? child : top, headings),
  )
  return [...own, ...below]
}

/** Lines of a list end in ； or in nothing: they read as one sentence. */
const joinListLines = (paragraphs: Section['paragraphs']): Section['paragraphs'] => {
  const joined: Section['paragraphs'] = []
  let open = false
  for (const paragraph of paragraphs) {
    const last = joined.at(-1)
    if (open && last !== undefined) last.text += paragraph.text
    else joined.push({ ...paragraph })
    open = /[；;，、]$/.test(paragraph.text)
  }
  return joined
}

const frameWeight = 0.5

const figures =
  /\d+(?:\.\d+)?(?:余|多)?(?:万|亿)?(?:元|日|天|个月|月|年|次|%|％|名|人|个|岁|周|小时|分|倍|户|项|条|件|支)|\d{1,2}:\d{2}/
const rule =
  /应当|必须|不得|不少于|不低于|不超过|至少|每(?:年|月|周|天|半年|季度|名|人|个)|以上|以下|低于|凡是|方可|限期|截止|之前|之日起|一票否决|申请|申领|补贴|补助|报名|免费|咨询|电话|受理|标准为|实行|推行/g

/** Phrases that say nothing a reader could act on or check. */
const cliche =
  /又好又快|坚强(?:的)?保障|奠定.{0,8}基础|提供了.{0,12}(?:保障|支撑)|进一步(?:提升|提高|增强|转变|畅通)|良好(?:局面|氛围|风尚)|浓厚氛围|不断(?:增强|提高|提升|优化)|充分发挥|取得实效|新格局|点赞|亮色|新风|好评/g

/** What a reader can act on or check is worth more; what hangs on its neighbours is worth less. */
const worth = (text: string): number => {
  let value = 0
  if (figures.test(text)) value += 0.3
  value += Math.min(0.3, (text.match(rule)?.length ?? 0) * 0.12)
  value -= Math.min(0.4, (text.match(cliche)?.length ?? 0) * 0.15)
  if (text.length < 18) value -= 0.6
  else if (text.length < 30) value -= 0.15
  if (/^(?:这|此|该|其|他|她|它|也|如|例如|例：|上述|以上|对此|从而|于是|不出意料)/.test(text))
    value -= 0.35
  // Speech, not a quoted name that opens the sentence.
  if (/^“[^”]{13,}/.test(text) || /[？！]/.test(text)) value -= 0.4
  if (/我(?!市|区|县|省|国|镇|乡|街道|社区|村|院|校|局|们)/.test(text)) value -= 0.4
  if (/^(?:附件|抄送|此页无正文)/.test(text)) value -= 1
  return value
}

const sectionWeight = (headings: string[]): number => {
  const top = headings[0] ?? ''
  if (/背景|体会|启示|意义|思考|存在(?:的)?问题|结语/.test(top)) return 0.5
  return /成效|成果|效果|总体要求|指导思想/.test(top) ? 0.75 : 1
}

/** Greedy choice: each further point from the same section or with the same words counts for less. */
const choose = (candidates: Candidate[], wanted: number): Candidate[] => {
  const chosen: Candidate[] = []
  const left = new Set(candidates)
  const isFlat = candidates.every(({ leaf }) => leaf.level === 0)
  const totalChars = candidates.reduce((sum, { text }) => sum + text.length, 0) || 1
  const sizeOf = new Map<Section, number>()
  for (const { top, text } of candidates) sizeOf.set(top, (sizeOf.get(top) ?? 0) + text.length)
  while (chosen.length < wanted && left.size > 0) {
    let best: { candidate: Candidate; value: number } | null = null
    for (const candidate of left) {
      const likeness = Math.max(0, ...chosen.map(({ words }) => overlap(words, candidate.words)))
      if (likeness >= duplicateOverlap) {
        left.delete(candidate)
        continue
      }
      const sameLeaf = chosen.filter(({ leaf }) => leaf === candidate.leaf).length
      const sameTop = chosen.filter(({ top }) => top === candidate.top).length
      const fairShare = Math.max(0.12, (sizeOf.get(candidate.top) ?? 0) / totalChars) * wanted
      const spread = isFlat ? 1 : (1 + sameLeaf) * (1 + sameTop / fairShare)
      const value = (candidate.score * (1 - 0.5 * likeness)) / spread
      if (best === null || value > best.value) best = { candidate, value }
    }
    if (best === null) break
    chosen.push(best.candidate)
    left.delete(best.candidate)
  }
  return candidates.filter((candidate) => chosen.includes(candidate))
}

/** The nearest heading that fits; a title is not given twice. */
const withTitles = (chosen: Candidate[]): PolicyPoint[] => {
  const used = new Set<string>()
  return chosen.map(({ text, headings }) => {
    const titles = headings.toReversed().map(shortTitle)
    const title = titles.find((candidate) => candidate !== '' && !used.has(candidate)) ?? ''
    used.add(title)
    return { title, text }
  })
}
