import { formatShanghai, hoursWords, startOfShanghaiDay } from '@lianxin/shared'
import PDFDocument from 'pdfkit'
import QRCode from 'qrcode'
import { fontsFor, type Fonts } from '../../platform/chinese-font'
import type { CertificateDocument, Statement } from './certificate.model'

/** A4 in points. */
const WIDTH = 595.28
const HEIGHT = 841.89
const MARGIN = 64
const INNER = WIDTH - 2 * MARGIN
/** The code's side, its quiet zone of four modules in it. */
const CODE = 128

const red = '#B0271C'
const ink = '#231D19'
const muted = '#6A5F56'
const rule = '#E8E0D5'

type Doc = InstanceType<typeof PDFDocument>

/** Where and how a line of text stands; `y` is its top. */
interface Place {
  x: number
  y: number
  /** In points; smaller when the line would be wider than `width`. */
  size: number
  width: number
  colour?: string
  align?: 'left' | 'center' | 'right'
}

/** Writes lines in fonts that have their characters; one that no font has becomes a frame. */
function createPen(doc: Doc, fonts: Fonts) {
  doc.registerFont('usual', fonts.usual)
  if (fonts.rare) doc.registerFont('rare', fonts.rare)

  /** Stretches of one font. */
  function runsOf(text: string): { font: 'usual' | 'rare' | null; words: string }[] {
    const runs: { font: 'usual' | 'rare' | null; words: string }[] = []
    for (const character of text) {
      const font = fonts.fontOf(character)
      const last = runs.at(-1)
      if (last && last.font === font && font !== null) last.words += character
      else runs.push({ font, words: character })
    }
    return runs
  }

  return function write(text: string, { x, y, size, width, colour = ink, align = 'left' }: Place) {
    const runs = runsOf(text)
    const widthAt = (points: number) =>
      runs.reduce((sum, { font, words }) => {
        if (font === null) return sum + points
        return sum + doc.font(font).fontSize(points).widthOfString(words)
      }, 0)
    const wished = widthAt(size)
    const points = wished > width ? (size * width) / wished : size
    const shift = { left: 0, center: 0.5, right: 1 }[align]
    let at = x + (width - Math.min(wished, width)) * shift
    for (const { font, words } of runs) {
      if (font === null) {
        doc.rect(at + points * 0.06, y + points * 0.28, points * 0.88, points * 0.88)
        doc.lineWidth(0.6).stroke(colour)
        at += points
        continue
      }
      doc.font(font).fontSize(points).fillColor(colour)
      doc.text(words, at, y, { lineBreak: false })
      at += doc.widthOfString(words)
    }
  }
}

/** The code as squares. */
function drawCode(doc: Doc, link: string, x: number, y: number): void {
  const { modules } = QRCode.create(link, { errorCorrectionLevel: 'M' })
  const unit = CODE / (modules.size + 8)
  for (let row = 0; row < modules.size; row += 1)
    for (let column = 0; column < modules.size; column += 1)
      if (modules.get(row, column))
        doc.rect(x + (column + 4) * unit, y + (row + 4) * unit, unit, unit)
  doc.fill(ink)
}

const dayWords = (day: string) => formatShanghai(startOfShanghaiDay(day), 'YYYY年M月D日')

function periodWords({ from, to }: Statement): string {
  return from === null ? `截至${dayWords(to)}` : `${dayWords(from)}至${dayWords(to)}`
}

/** What stands on it besides the title. */
export interface CertificateFacts extends Pick<CertificateDocument, 'number' | 'issuedOn' | 'at'> {
  says: Statement
  /** What the code leads to. */
  link: string
}

/**
 * Draws a certificate on one page of A4, its letters embedded from the bundled fonts. The same
 * certificate gives the same bytes. A character that no font has leaves a frame, and the page says
 * that it is to be filled in by hand.
 */
export async function drawCertificate(facts: CertificateFacts): Promise<Uint8Array> {
  const { says, number, issuedOn, at, link } = facts
  const named = says.name + says.orgName + says.issuer
  const fonts = await fontsFor(named)
  const info = { Title: `志愿服务证明 ${number}`, CreationDate: at, ModDate: at }
  const doc = new PDFDocument({ size: 'A4', margin: 0, font: '', info, lang: 'zh-CN' })
  const chunks: Uint8Array[] = []
  doc.on('data', (chunk: Uint8Array) => void chunks.push(chunk))
  const ended = new Promise<void>((resolve, reject) => {
    doc.on('end', resolve)
    doc.on('error', reject)
  })
  const write = createPen(doc, fonts)
  const centred = { x: MARGIN, width: INNER, align: 'center' } as const
  const line = (y: number, width: number, colour: string) =>
    doc
      .moveTo(MARGIN, y)
      .lineTo(WIDTH - MARGIN, y)
      .lineWidth(width)
      .stroke(colour)

  doc.rect(0, 0, WIDTH, 10).fill(red)
  write('志愿服务证明', { ...centred, y: 84, size: 34, colour: red })
  write(number, { ...centred, y: 140, size: 11, colour: muted })
  line(176, 1.2, red)

  write(says.name, { ...centred, y: 206, size: 32 })
  write(says.orgName, { ...centred, y: 256, size: 14, colour: muted })
  write(`${periodWords(says)}，参加志愿服务`, { ...centred, y: 308, size: 15 })

  const total = says.credited + says.added
  const columns = [
    { label: '服务次数', figure: `${says.services} 次` },
    { label: '服务时长', figure: hoursWords(total) },
    { label: '志愿者星级', figure: says.stars === 0 ? '暂无' : '★'.repeat(says.stars) },
  ]
  const column = INNER / columns.length
  columns.forEach(({ label, figure }, index) => {
    const place = { x: MARGIN + index * column + 6, width: column - 12, align: 'center' } as const
    write(figure, { ...place, y: 362, size: 24, colour: red })
    write(label, { ...place, y: 402, size: 12, colour: muted })
  })
  line(446, 0.6, rule)
  const parts = [
    ['现场签到计时', says.credited],
    ['组织者补录（有原因和证明）', says.added],
  ] as const
  parts.forEach(([label, minutes], index) => {
    const y = 462 + index * 30
    write(label, { x: MARGIN, y, size: 13, width: INNER * 0.6 })
    write(hoursWords(minutes), {
      ...{ x: MARGIN + INNER * 0.6, y, size: 13 },
      ...{ width: INNER * 0.4, align: 'right' as const },
    })
  })
  line(528, 0.6, rule)

  drawCode(doc, link, MARGIN - 12, 588)
  write('扫一扫查验，看时长有没有更正', { x: MARGIN, y: 722, size: 10, width: 200, colour: muted })
  const signed = { x: WIDTH / 2, width: WIDTH / 2 - MARGIN, align: 'right' } as const
  write(says.issuer, { ...signed, y: 616, size: 17 })
  write('（盖章）', { ...signed, y: 646, size: 11, colour: muted })
  write(dayWords(issuedOn), { ...signed, y: 676, size: 14 })

  const foot = { ...centred, size: 9, colour: muted }
  if (![...named].every(fonts.fontOf))
    write('方框处的字印不出来，请用笔补上，盖章有效。', { ...foot, y: HEIGHT - 78 })
  write('时长都由组织者确认过。星级按开具那天的全部时长算。以扫码看到的为准。', {
    ...foot,
    y: HEIGHT - 58,
  })
  doc.end()
  await ended
  return Buffer.concat(chunks)
}
