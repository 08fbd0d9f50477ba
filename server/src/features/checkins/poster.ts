import { renderAsync } from '@resvg/resvg-js'
import QRCode from 'qrcode'
import { escapeMarkup } from '../../platform/markup'
import { fontFamily, fontFile } from '../../platform/chinese-font'
import type { PosterFacts } from './poster.facts'

const WIDTH = 720
const HEIGHT = 1080
/** The code's side, its quiet zone of four modules in it. */
const CODE = 216
const LINE_CHARS = 16
const MOST_LINES = 5

const red = '#B0271C'
const ink = '#231D19'
const muted = '#6A5F56'

/** Lines of at most {@link LINE_CHARS} characters; a mark never begins one. What is left over ends in …. */
function wrap(text: string): string[] {
  const lines: string[] = []
  let line = ''
  for (const character of text.replace(/\s+/g, ' ')) {
    const isMark = /[，。、！？；：”’）》,.!?;:)]/.test(character)
    if ([...line].length >= LINE_CHARS && !isMark) {
      lines.push(line)
      line = ''
    }
    line += character
  }
  if (line !== '') lines.push(line)
  if (lines.length <= MOST_LINES) return lines
  // By characters, not by units: half of a rare one would be no text at all.
  const last = [...(lines[MOST_LINES - 1] ?? '')].slice(0, LINE_CHARS - 1).join('')
  return [...lines.slice(0, MOST_LINES - 1), `${last}…`]
}

/** The code as one path. */
function codePath(link: string, x: number, y: number): string {
  const { modules } = QRCode.create(link, { errorCorrectionLevel: 'M' })
  const unit = CODE / (modules.size + 8)
  const squares: string[] = []
  for (let row = 0; row < modules.size; row += 1)
    for (let column = 0; column < modules.size; column += 1)
      if (modules.get(row, column)) squares.push(`M${column + 4} ${row + 4}h1v1h-1z`)
  return (
    `<rect x="${x}" y="${y}" width="${CODE}" height="${CODE}" rx="12" fill="#fff"/>` +
    `<path transform="translate(${x} ${y}) scale(${unit})" fill="${ink}" shape-rendering="crispEdges" d="${squares.join('')}"/>`
  )
}

function text(
  words: string,
  at: { x: number; y: number; size: number; fill?: string; middle?: boolean },
): string {
  const anchor = at.middle ? ' text-anchor="middle"' : ''
  return `<text x="${at.x}" y="${at.y}" font-size="${at.size}" fill="${at.fill ?? ink}"${anchor}>${escapeMarkup(words)}</text>`
}

function svgOf({ date, streak, doneToday, name, sentence, link }: PosterFacts): string {
  const lines = wrap(sentence)
  const first = 640 - (lines.length - 1) * 24
  const done = doneToday ? '今天打卡了' : '一直在打卡'
  const heading = name === null ? done : `${name} ${done}`
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="${fontFamily}">
<rect width="${WIDTH}" height="${HEIGHT}" fill="#FAF7F2"/>
<rect width="${WIDTH}" height="12" fill="${red}"/>
<rect x="48" y="72" width="624" height="696" rx="28" fill="#fff" stroke="#E8E0D5" stroke-width="2"/>
${text(date, { x: WIDTH / 2, y: 150, size: 30, fill: muted, middle: true })}
${text(heading, { x: WIDTH / 2, y: 212, size: 36, middle: true })}
${text(String(streak), { x: WIDTH / 2, y: 404, size: 168, fill: red, middle: true })}
${text('连续打卡天数', { x: WIDTH / 2, y: 468, size: 30, fill: muted, middle: true })}
<path d="M300 516h120" stroke="#E8E0D5" stroke-width="3"/>
${lines.map((line, index) => text(line, { x: WIDTH / 2, y: first + index * 48, size: 32, middle: true })).join('\n')}
${codePath(link, 48, 816)}
${text('扫一扫，一起来', { x: 300, y: 906, size: 36 })}
${text('每天三分钟，学一点，说一句', { x: 300, y: 958, size: 28, fill: muted })}
${text('连心桥', { x: 300, y: 1010, size: 28, fill: red })}
</svg>`
}

/**
 * Draws a poster of 720 × 1080 as PNG, beside the thread that answers requests; its letters come
 * from the bundled font alone.
 */
export async function drawPoster(facts: PosterFacts): Promise<Uint8Array> {
  const image = await renderAsync(svgOf(facts), {
    font: { fontFiles: [fontFile], loadSystemFonts: false, defaultFontFamily: fontFamily },
  })
  return image.asPng()
}
