import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliDecompress } from 'node:zlib'

/**
 * Noto Sans SC, cut to the 8,105 characters of the general standard list (通用规范汉字表: every
 * name given since 2013), the rest of GB 2312, and marks. See README.md beside it. The folder
 * is copied beside the bundle, so the path holds there too.
 */
export const fontFile = fileURLToPath(
  new URL('./chinese-font/NotoSansSC-Regular-subset.ttf', import.meta.url),
)
export const fontFamily = 'Noto Sans SC'

/** All other Hanzi of Noto Sans SC, compressed: seldom needed, by older and rare names. */
const rareFile = fileURLToPath(
  new URL('./chinese-font/NotoSansSC-Regular-rare.ttf.br', import.meta.url),
)
const decompress = promisify(brotliDecompress)

type Ranges = readonly (readonly [first: number, last: number])[]

/** Ranges of characters that a font has, from its `cmap` table of format 12. */
function readRanges(font: Buffer): Ranges {
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
    return [font.readUInt32BE(group), font.readUInt32BE(group + 4)] as const
  })
}

function isIn(ranges: Ranges, character: string): boolean {
  const code = character.codePointAt(0) ?? 0
  return ranges.some(([first, last]) => code >= first && code <= last)
}

let ranges: Ranges | null = null

function has(character: string): boolean {
  ranges ??= readRanges(readFileSync(fontFile))
  return isIn(ranges, character)
}

/** Can the usual font show every character of this text? */
export function canDraw(text: string): boolean {
  return [...text].every(has)
}

/** The text without what the usual font cannot show: emoji, rare characters. */
export function drawable(text: string): string {
  return [...text].filter(has).join('')
}

/** Fonts to set a text with. */
export interface Fonts {
  usual: Buffer
  /** Null when the text does without it. */
  rare: Buffer | null
  /** Which of them has a character; null = neither. */
  fontOf(character: string): 'usual' | 'rare' | null
}

/** The fonts that a text needs: the one of rare characters only when there are some in it. */
export async function fontsFor(text: string): Promise<Fonts> {
  const usual = await readFile(fontFile)
  if (canDraw(text)) return { usual, rare: null, fontOf: () => 'usual' }
  const rare = await decompress(await readFile(rareFile))
  const rareRanges = readRanges(rare)
  return {
    usual,
    rare,
    fontOf: (character) => (has(character) ? 'usual' : isIn(rareRanges, character) ? 'rare' : null),
  }
}
