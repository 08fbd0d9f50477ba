import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * Noto Sans SC, cut to the 8,105 characters of the general standard list (通用规范汉字表: every
 * name given since 2013), the rest of GB 2312, and marks. See README.md beside it. The folder
 * is copied beside the bundle, so the path holds there too.
 */
export const fontFile = fileURLToPath(
  new URL('./poster-font/NotoSansSC-Regular-subset.ttf', import.meta.url),
)
export const fontFamily = 'Noto Sans SC'

/** Ranges of characters that the font has, from its `cmap` table of format 12. */
function readRanges(font: Buffer): [first: number, last: number][] {
  const tables = font.readUInt16BE(4)
  const at = Array.from({ length: tables }, (_, index) => 12 + index * 16).find(
    (entry) => font.toString('latin1', entry, entry + 4) === 'cmap',
  )
  if (at === undefined) throw new Error('the font has no cmap')
  const cmap = font.readUInt32BE(at + 8)
  const subtables = Array.from({ length: font.readUInt16BE(cmap + 2) }, (_, index) => {
    return cmap + font.readUInt32BE(cmap + 4 + index * 8 + 4)
  })
  const wide = subtables.find((offset) => font.readUInt16BE(offset) === 12)
  if (wide === undefined) throw new Error('the font has no cmap of format 12')
  return Array.from({ length: font.readUInt32BE(wide + 12) }, (_, index) => {
    const group = wide + 16 + index * 12
    return [font.readUInt32BE(group), font.readUInt32BE(group + 4)]
  })
}

let ranges: [first: number, last: number][] | null = null

function has(code: number): boolean {
  ranges ??= readRanges(readFileSync(fontFile))
  return ranges.some(([first, last]) => code >= first && code <= last)
}

/** Can the poster's font show every character of this text? */
export function canDraw(text: string): boolean {
  return [...text].every((character) => has(character.codePointAt(0) ?? 0))
}

/** The text without what the font cannot show: emoji, rare characters. */
export function drawable(text: string): string {
  return [...text].filter((character) => has(character.codePointAt(0) ?? 0)).join('')
}
