/** A part of the text under one heading; leaves hold paragraphs. */
export interface Section {
  /** Position of its first line in the text. */
  order: number
  level: number
  heading: string
  paragraphs: Paragraph[]
  children: Section[]
}

interface Paragraph {
  /** Position in the text; a section's closing paragraph comes behind its children. */
  order: number
  text: string
}

interface Heading {
  level: number
  heading: string
  /** What follows the heading in the same line. */
  rest: string
}

const chinese = '[一二三四五六七八九十百零]{1,4}'
const markers: { level: number; pattern: RegExp }[] = [
  { level: 1, pattern: new RegExp(`^第${chinese}[章编]\\s*`) },
  { level: 2, pattern: new RegExp(`^第${chinese}节\\s*`) },
  { level: 2, pattern: new RegExp(`^${chinese}、\\s*`) },
  { level: 3, pattern: new RegExp(`^第${chinese}条\\s*`) },
  { level: 3, pattern: new RegExp(`^[（(]${chinese}[）)][、.]?\\s*`) },
  { level: 4, pattern: /^\d{1,2}(?:[、．]|\.(?!\d))\s*/ },
  { level: 5, pattern: /^(?:[（(]\d{1,2}[）)]|[①-⑳])\s*/ },
  {
    level: 6,
    pattern: /^(?:[一二三四五六七八九十]是|第[一二三四五六七八九十]，|其[一二三四五六]，)\s*/,
  },
]
const runInLevel = 6
const maxHeadingChars = 50
const maxRunInChars = 32
const maxColonHeadingChars = 15

/** Reads a numbered line: its level, its heading ('' when it has none) and the text behind it. */
export const parseHeading = (line: string): Heading | null => {
  for (const { level, pattern } of markers) {
    const marker = pattern.exec(line)?.[0]
    if (marker === undefined) continue
    const text = line.slice(marker.length)
    return { level, ...splitHeading(text) }
  }
  return null
}

const splitHeading = (text: string): { heading: string; rest: string } => {
  if (!/[。；！？]$/.test(text) && text.length <= maxHeadingChars && !text.includes('。')) {
    const colon = text.search(/[：:]/)
    if (colon > 0 && colon <= maxColonHeadingChars && colon < text.length - 1) {
      return { heading: text.slice(0, colon), rest: text.slice(colon + 1) }
    }
    return { heading: text.replace(/[：:]$/, ''), rest: '' }
  }
  const stop = text.indexOf('。')
  if (stop > 0 && stop <= maxRunInChars && stop < text.length - 1) {
    return { heading: text.slice(0, stop), rest: text.slice(stop + 1) }
  }
  const colon = text.indexOf('：')
  if (colon > 1 && colon <= maxColonHeadingChars && !text.slice(0, colon).includes('，')) {
    return { heading: text.slice(0, colon), rest: text.slice(colon + 1) }
  }
  return { heading: '', rest: text }
}

/** Builds the tree of sections out of the body's lines. */
export const buildOutline = (lines: string[]): Section => {
  const root: Section = { order: 0, level: 0, heading: '', paragraphs: [], children: [] }
  const units = lines.flatMap(splitRunInItems)
  const parsed = units.map((line) => ({ line, heading: parseHeading(line) }))
  const plainLevel = parsed.some(({ heading }) => heading !== null && heading.level <= 3) ? 4 : 2
  const hasRunIns = units.filter((line) => runInHeading(line) !== null).length >= 3
  const stack = [root]
  parsed.forEach(({ line, heading }, i) => {
    const found =
      heading ??
      (isPlainHeading(line, units[i + 1])
        ? { level: plainLevel, heading: line, rest: '' }
        : hasRunIns
          ? runInHeading(line)
          : null)
    if (found === null) {
      // An item that opens and ends in its own line (一是…) does not own the paragraph below it.
      const last = stack.at(-1)
      if (last?.level === runInLevel && last.paragraphs.length > 0) stack.pop()
      stack.at(-1)?.paragraphs.push({ order: i, text: line })
      return
    }
    while ((stack.at(-1)?.level ?? 0) >= found.level) stack.pop()
    const section: Section = {
      order: i,
      level: found.level,
      heading: found.heading,
      paragraphs: [],
      children: [],
    }
    if (found.rest !== '') section.paragraphs.push({ order: i, text: found.rest })
    stack.at(-1)?.children.push(section)
    stack.push(section)
  })
  foldShortLists(root)
  return root
}

const maxFoldedItemChars = 45
const maxFoldedChars = 110

/** Short numbered conditions under one heading read as one sentence: 具有本区户籍；年满80周岁；… */
const foldShortLists = (section: Section): void => {
  section.children.forEach(foldShortLists)
  const items = section.children.map(({ heading, paragraphs, children, level }) => ({
    text: [heading, ...paragraphs.map(({ text }) => text)].filter((part) => part !== '').join('：'),
    isItem: level >= 3 && children.length === 0,
  }))
  const joined = items.map(({ text }) => text.replace(/[；;。]$/, '')).join('；')
  const isShortList =
    items.length >= 2 &&
    joined.length <= maxFoldedChars &&
    items.every(({ text, isItem }) => isItem && text.length <= maxFoldedItemChars)
  if (!isShortList) return
  const order = section.children[0]?.order ?? section.order
  section.paragraphs.push({ order, text: `${joined}。` })
  section.children = []
}

/** 一是…。二是…。 inside one paragraph are items of their own. */
const splitRunInItems = (line: string): string[] => {
  if (!/(?:^|[。；：])一是/.test(line) || !/[。]二是/.test(line)) return [line]
  return line.split(/(?<=。)(?=[一二三四五六七八九十]是)|(?<=[：])(?=一是)/)
}

const isPlainHeading = (line: string, next: string | undefined): boolean =>
  line.length >= 4 &&
  line.length <= 40 &&
  !/[。；：，！？、:]$/.test(line) &&
  !/^\d{4}年/.test(line) &&
  /\p{Script=Han}{3}/u.test(line) &&
  next !== undefined &&
  next.length > line.length

/** A paragraph that opens with a short bold sentence: 搭建开放共享的服务平台。本着… */
const runInHeading = (line: string): Heading | null => {
  const stop = line.indexOf('。')
  const heading = line.slice(0, stop)
  const isShort = stop >= 6 && stop <= 26 && line.length - stop > 40
  return isShort && !/[，；：？\d]/.test(heading)
    ? { level: runInLevel, heading, rest: line.slice(stop + 1) }
    : null
}
