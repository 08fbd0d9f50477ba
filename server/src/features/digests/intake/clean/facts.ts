import type { ReadText } from '../policy-draft'
import { findDate, findDateInUrl, isDateLine } from './dates'
import type { FurnitureFacts } from './furniture'
import type { Line } from './lines'

/** Who and when, with the remarks that explain a guess. */
export interface Facts {
  issuer: string | null
  issuedOn: string | null
  sourceUrl: string | null
  notes: string[]
}

const office =
  '(?:局|委|委员会|办|办公室|政府|厅|部|院|会|总支|支部|党委|党组|工委|社区|村|街道|街道办事处|中心|处|组|站|公司|大学|学校|医院|协会|联合会)'
const officeLine = new RegExp(`^[^，。：；、！？\\d]{2,36}${office}$`, 'u')
const documentNumber = /^\S{0,16}[〔[【（(]\s*(?:19|20)\d{2}\s*[〕\]】）)]\s*第?\s*\d+\s*号$/
const redHead = /^([^，。：；]{3,30})文件$/
const byline = /^[（(](?:本文)?作者(?:系|为|单位[:：]|[:：])(.{2,60}?)[）)]$/
const reporter =
  /[（(](?:(?:记者|通讯员|作者)\s*)?[\p{Script=Han}]{2,4}(?:[ 、]\p{Script=Han}{2,4}){0,3}[）)]$/u

/**
 * Finds issuer, date and source address, and removes the lines that only state them from the head
 * and the tail of `lines` (changed in place); the signature under a document stays in the body.
 */
export const findFacts = (
  lines: Line[],
  furniture: FurnitureFacts,
  stated: Pick<ReadText, 'issuer' | 'issuedOn' | 'sourceUrl'>,
): Facts => {
  const notes: string[] = []
  const head = readHead(lines)
  const signature = readSignature(lines)
  const author = takeByline(lines, notes)
  const said = readStated(furniture.stated)
  const sourceUrl = stated.sourceUrl ?? furniture.sourceUrl
  if (head.number) notes.push(`文号：${head.number}。`)
  const issuer = stated.issuer ?? said.issuer ?? head.issuer ?? signature.issuer ?? author
  const issuedOn =
    stated.issuedOn ??
    signature.date ??
    said.date ??
    head.date ??
    (sourceUrl ? findDateInUrl(sourceUrl) : null)
  return {
    issuer: issuer ?? hostOf(sourceUrl, notes),
    issuedOn,
    sourceUrl: sourceUrl ?? null,
    notes,
  }
}

const readHead = (
  lines: Line[],
): { number: string | null; issuer: string | null; date: string | null } => {
  const found = {
    number: null as string | null,
    issuer: null as string | null,
    date: null as string | null,
  }
  const headEnd = Math.min(8, lines.length)
  for (let i = headEnd - 1; i >= 0; i--) {
    const text = lines[i]?.text ?? ''
    if (documentNumber.test(text)) found.number = text
    else if (redHead.test(text) && i <= 2) found.issuer = redHead.exec(text)?.[1] ?? null
    else if (isDateLine(text) && i < lines.length - 2) found.date = findDate(text)
    else continue
    lines.splice(i, 1)
  }
  return found
}

/** Office and date under the text, in either order of lines; only the last six lines count. */
const readSignature = (lines: Line[]): { issuer: string | null; date: string | null } => {
  for (let i = lines.length - 1; i >= Math.max(1, lines.length - 6); i--) {
    const text = lines[i]?.text ?? ''
    const above = lines[i - 1]?.text ?? ''
    if (isDateLine(text)) {
      return { date: findDate(text), issuer: officeLine.test(above) ? above : null }
    }
    const date = findDate(text)
    const name = text.replace(/[（(]?(?:19|20)\d{2}年.*$/, '').trim()
    if (date !== null && text.length <= 50 && officeLine.test(name)) return { date, issuer: name }
  }
  const last = lines.at(-1)?.text ?? ''
  return { date: null, issuer: officeLine.test(last) ? last : null }
}

const readStated = (stated: string[]): { issuer: string | null; date: string | null } => {
  const all = stated.join('\n')
  const issuer =
    /(?:发文机关|发布机构|发布单位|发文单位)\s*[:：]\s*([^\s，。：:]{2,40})/.exec(all)?.[1] ??
    /(?:来源)\s*[:：]\s*(?!https?:)([^\s，。：:]{2,40})/.exec(all)?.[1] ??
    null
  return { issuer, date: findDate(all) }
}

/** （作者系某市委书记）: the office is named before the post. */
const takeByline = (lines: Line[], notes: string[]): string | null => {
  for (let i = lines.length - 1; i >= Math.max(0, lines.length - 3); i--) {
    const line = lines[i]
    if (line === undefined) continue
    const author = byline.exec(line.text)?.[1]
    if (author !== undefined) {
      lines.splice(i, 1)
      const unit = /^(.{2,24}?(?:委|局|政府|院|厅|部|街道|社区|村|大学|中心|办公室))(?:员会)?/.exec(
        author,
      )?.[1]
      notes.push(`文末写着“作者系${author}”${unit ? '，发布单位是照此推断的，请核对' : ''}。`)
      return unit ?? null
    }
    const signed = reporter.exec(line.text)?.[0]
    if (signed !== undefined && /[。！？…]$/.test(line.text.slice(0, -signed.length))) {
      line.text = line.text.slice(0, -signed.length)
      notes.push(`去掉了文末的署名${signed}。`)
    }
  }
  return null
}

const hostOf = (url: string | null | undefined, notes: string[]): string | null => {
  if (!url || !URL.canParse(url)) return null
  const host = new URL(url).hostname
  notes.push(`没有找到发布单位，先写成来源网站 ${host}，请改成单位名称。`)
  return host
}
