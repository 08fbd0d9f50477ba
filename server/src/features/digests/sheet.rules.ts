/** What takes room on a sheet. */
export interface SheetWords {
  title: string
  points: readonly { title: string; text: string }[]
  /** What became of the last issue's suggestions; '' = nothing. */
  followUp: string
}

/** Sizes of letters, in points. */
export interface SheetSizes {
  title: number
  points: number
}

const MM_PER_PT = 25.4 / 72
/** A4 less margins of 12 mm. */
const TEXT_WIDTH_MM = 186
const TEXT_HEIGHT_MM = 273
/** Issue and date above the title, source below it, gaps, and the strip with the code. */
const FIXED_MM = 6 + 10 + 10 + 66
const NUMBER_EMS = 2
const TITLE_LINE = 1.3
export const POINT_LINE = 1.45
const LARGEST_PT = 24
/** Smaller letters are not read on a staircase wall. */
const SMALLEST_PT = 11
const STEP_PT = 0.5
const FOLLOW_UP_PT = 12

/** Width of a text in its own letter height; Latin letters and digits are narrower than Han. */
function emsOf(text: string): number {
  let ems = 0
  for (const char of text) ems += char < '\u2e80' ? 0.6 : 1
  return ems
}

/** Lines that a text takes, a little generously: punctuation may not begin a line. */
function linesOf(text: string, widthMm: number, pt: number): number {
  const perLine = Math.max(1, widthMm / (pt * MM_PER_PT) - 1)
  return Math.max(1, Math.ceil(emsOf(text) / perLine))
}

const heightOf = (lines: number, pt: number, lineHeight: number) =>
  lines * pt * MM_PER_PT * lineHeight

function titleSize(points: number): number {
  return Math.min(30, Math.max(18, points * 1.4))
}

/** Height of the whole at a letter size, on so many pages. */
function heightAt(words: SheetWords, pt: number, pages: number): number {
  const title = titleSize(pt)
  const titleMm = heightOf(linesOf(words.title, TEXT_WIDTH_MM, title), title, TITLE_LINE)
  const indentMm = NUMBER_EMS * pt * MM_PER_PT
  const points = words.points.map((point) => {
    const lines = linesOf(`${point.title}：${point.text}`, TEXT_WIDTH_MM - indentMm, pt)
    return heightOf(lines, pt, POINT_LINE) + gapMm(pt)
  })
  const followUpMm = words.followUp
    ? heightOf(linesOf(words.followUp, TEXT_WIDTH_MM, FOLLOW_UP_PT), FOLLOW_UP_PT, POINT_LINE) + 3
    : 0
  // A point is not torn apart: at the foot of a page there may be room for less than one.
  const lostMm = (pages - 1) * Math.max(0, ...points)
  return FIXED_MM + titleMm + points.reduce((sum, mm) => sum + mm, 0) + followUpMm + lostMm
}

/** Space between two points, mm. */
export function gapMm(pt: number): number {
  return pt * MM_PER_PT * 0.35
}

/**
 * The largest letters with which a sheet fits on one A4 page; if none down to 11 pt do, on two
 * pages; else the smallest, on as many as it takes.
 */
export function fitSheet(words: SheetWords): SheetSizes {
  for (const pages of [1, 2]) {
    for (let pt = LARGEST_PT; pt >= SMALLEST_PT; pt -= STEP_PT) {
      if (heightAt(words, pt, pages) <= pages * TEXT_HEIGHT_MM)
        return { title: titleSize(pt), points: pt }
    }
  }
  return { title: titleSize(SMALLEST_PT), points: SMALLEST_PT }
}
