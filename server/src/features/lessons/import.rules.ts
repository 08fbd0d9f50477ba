/** A line of a text that is read in, in the order of the document. */
export type ReadLine =
  | { kind: 'title' | 'heading' | 'text' | 'item'; text: string }
  | { kind: 'picture'; source: string; alt: string }

/** What is called so holds the points to remember. */
const KEY_POINTS = /^(本课|学习)?(要点|重点)(提炼|归纳)?[:：]?$/
/** Words of a block; a longer one is cut into several. */
const MOST_CHARS = 3500
const MOST_KEY_POINTS = 8

interface TextBlock {
  kind: 'text'
  heading: string
  text: string
}

/** A lesson as it was read in; pictures are named as the document names them. */
export interface ReadLesson {
  title: string
  keyPoints: string[]
  blocks: (TextBlock | { kind: 'picture'; source: string; alt: string })[]
}

/**
 * Puts lines together: the first title is the lesson's, what stands under a heading 要点 are its
 * key points, every other heading begins a block of text, and a picture is a block of its own.
 */
export function composeLesson(lines: readonly ReadLine[]): ReadLesson {
  const lesson: ReadLesson = { title: '', keyPoints: [], blocks: [] }
  const writing: { open: TextBlock | null } = { open: null }
  let inKeyPoints = false

  function begin(heading: string) {
    const block: TextBlock = { kind: 'text', heading, text: '' }
    writing.open = block
    lesson.blocks.push(block)
    return block
  }
  for (const line of lines) {
    if (line.kind === 'picture') {
      writing.open = null
      lesson.blocks.push({ kind: 'picture', source: line.source, alt: line.alt })
      continue
    }
    const { kind, text } = line
    const isHeading = kind === 'title' || kind === 'heading'
    if (
      !lesson.title &&
      (kind === 'title' || !isHeading) &&
      text.length <= 60 &&
      lesson.blocks.length === 0
    ) {
      lesson.title = text
    } else if (isHeading || KEY_POINTS.test(text)) {
      inKeyPoints = KEY_POINTS.test(text)
      if (!inKeyPoints) begin(text.slice(0, 40))
    } else if (inKeyPoints && lesson.keyPoints.length < MOST_KEY_POINTS) {
      lesson.keyPoints.push(text.replace(/^\d{1,2}[.、．)）]\s*/, '').slice(0, 120))
    } else {
      const { open } = writing
      const block = open && open.text.length + text.length < MOST_CHARS ? open : begin('')
      const words = kind === 'item' ? `· ${text}` : text
      block.text = [block.text, words].filter(Boolean).join('\n').slice(0, 4000)
    }
  }
  lesson.blocks = lesson.blocks.filter((block) => block.kind === 'picture' || block.text !== '')
  return lesson
}

function plain(text: string): string {
  return text
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(\*\*|__|`|~~)/g, '')
    .replace(/(^|\s)[*_](\S[^*_]*)[*_](?=\s|$|\p{P})/gu, '$1$2')
    .trim()
}

/** Lines of a Markdown text: headings, items, paragraphs, pictures. */
export function readMarkdown(text: string): ReadLine[] {
  const lines: ReadLine[] = []
  for (const raw of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    // A picture may stand within a line: what is before and after it are lines of their own.
    for (const part of raw.split(/(!\[[^\]]*\]\([^)\s]+(?:\s+"[^"]*")?\))/)) {
      const picture = /^!\[([^\]]*)\]\(([^)\s]+)/.exec(part)
      const heading = /^\s{0,3}(#{1,6})\s+(.*?)#*\s*$/.exec(part)
      const item = /^\s*(?:[-*+]|\d{1,3}[.)])\s+(.*)$/.exec(part)
      if (picture) lines.push({ kind: 'picture', alt: picture[1] ?? '', source: picture[2] ?? '' })
      else if (heading)
        lines.push({
          kind: heading[1] === '#' ? 'title' : 'heading',
          text: plain(heading[2] ?? ''),
        })
      else if (item) lines.push({ kind: 'item', text: plain(item[1] ?? '') })
      else if (!/^\s*([-*_=]\s*){3,}$/.test(part))
        lines.push({ kind: 'text', text: plain(part.replace(/^\s*>+\s?/, '')) })
    }
  }
  return lines.filter((line) => line.kind === 'picture' || line.text !== '')
}
