import { escapeMarkup } from '../../platform/markup'
import { followUpLine, formatShanghai, startOfShanghaiDay } from '@lianxin/shared'
import QRCode from 'qrcode'
import type { DigestDocument } from './digest.model'
import { numbered } from './digest.presenter'
import { fitSheet, gapMm, POINT_LINE } from './sheet.rules'

/** A place where a sheet is put up. */
export interface SheetPlace {
  /** Name of the group: so that whoever carries the sheets knows which goes where. */
  topic: string
  /** Whose branch answers. */
  orgName: string
  /** Address of its reply page. */
  link: string
}

type SheetDigest = Pick<
  DigestDocument,
  'issueNo' | 'title' | 'issuer' | 'issuedOn' | 'sourceUrl' | 'points' | 'followUp'
>

/** The code is 38 mm wide with a quiet zone of four modules: an address of ours scans from a copy. */
const CSS = `
@page { size: A4; margin: 12mm }
* { box-sizing: border-box }
body { margin: 0; color: #000; background: #fff; line-height: 1.45;
  font-family: "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", SimHei, sans-serif }
.sheet { display: flex; flex-direction: column; min-height: 271mm; break-after: page }
.sheet:last-child { break-after: auto }
.top { display: flex; justify-content: space-between; height: 6mm; font-size: 11pt; line-height: 1.2 }
h1 { margin: 2mm 0 1mm; line-height: 1.3 }
.source { margin: 0 0 3mm; padding-bottom: 2mm; border-bottom: .5mm solid #000; font-size: 11pt }
ol { margin: 0; padding: 0; list-style: none }
li { display: flex; margin-bottom: var(--gap); break-inside: avoid }
li > span { flex: none; width: 2em; font-weight: 700 }
.follow { margin: 3mm 0 0; font-size: 12pt }
.strip { display: flex; gap: 6mm; margin-top: auto; padding-top: 4mm; break-inside: avoid }
.scan { flex: none; width: 62mm; font-size: 12pt; text-align: center }
.scan svg { display: block; width: 38mm; height: 38mm; margin: 0 auto }
.scan a { color: inherit; text-decoration: none }
.scan b { display: block; font-size: 14pt }
.paper { flex: 1; padding: 3mm 4mm; border: .4mm dashed #000; font-size: 12pt }
.paper p { margin: 0 }
.line { height: 8.5mm; border-bottom: .3mm solid #000 }
.foot { display: flex; justify-content: space-between; padding-top: 1.5mm; font-size: 9pt }
@media print { .hint { display: none } }
@media screen { .hint { text-align: center } body { background: #e8e8e8 } .sheet { width: 210mm; padding: 12mm; margin: 4mm auto; background: #fff } }
`

async function sheet(digest: SheetDigest, place: SheetPlace): Promise<string> {
  const { issueNo, title, issuer, issuedOn, points } = digest
  const followUp =
    digest.followUp && digest.followUp.collected > 0 ? followUpLine(digest.followUp) : ''
  const sizes = fitSheet({ title, points, followUp })
  const code = await QRCode.toString(place.link, {
    type: 'svg',
    margin: 4,
    errorCorrectionLevel: 'M',
  })
  const items = numbered(points).map(
    (point) =>
      `<li><span>${point.no}.</span><div>${point.title ? `<b>${escapeMarkup(point.title)}：</b>` : ''}${escapeMarkup(point.text)}</div></li>`,
  )
  const source = [issuer, digest.sourceUrl && new URL(digest.sourceUrl).host].filter(Boolean)
  return `<section class="sheet">
<div class="top"><span>政策摘要 第 ${issueNo} 期</span><span>${issuedOn ? formatShanghai(startOfShanghaiDay(issuedOn), 'YYYY年M月D日') : ''}</span></div>
<h1 style="font-size:${sizes.title}pt">${escapeMarkup(title)}</h1>
<p class="source">${source.length > 0 ? `来源：${escapeMarkup(source.join(' · '))}` : ''}</p>
<ol style="font-size:${sizes.points}pt;line-height:${POINT_LINE};--gap:${gapMm(sizes.points).toFixed(2)}mm">
${items.join('\n')}
</ol>
${followUp ? `<p class="follow">${escapeMarkup(followUp)}</p>` : ''}
<div class="strip">
<div class="scan"><a href="${escapeMarkup(place.link)}">${code}<b>扫一扫，说一句</b></a>不用登录，不留名字<br>${escapeMarkup(place.orgName)}来答复</div>
<div class="paper"><p><b>没有手机？写在这里，剪下来，投到居委会意见箱。</b></p><p>我说的是第 ＿＿＿ 条（别的事不用填）：</p>
<div class="line"></div><div class="line"></div><div class="line"></div>
<div class="foot"><span>想要回音，可留个楼号：</span><span>第 ${issueNo} 期 · ${escapeMarkup(place.orgName)}</span></div></div>
</div>
<div class="foot"><span>张贴处：${escapeMarkup(place.topic)}</span><span>连心桥</span></div>
</section>`
}

/**
 * Sheets of one digest, ready to print: A4, one for each place, each with the code of its own
 * reply page. One document without scripts or anything to load, so that it can be kept and
 * printed without a network.
 */
export async function renderSheets(
  digest: SheetDigest,
  places: readonly SheetPlace[],
): Promise<string> {
  const sheets = await Promise.all(places.map((place) => sheet(digest, place)))
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>第 ${digest.issueNo} 期 ${escapeMarkup(digest.title)}</title>
<style>${CSS}</style></head><body>
<p class="hint">按 Ctrl+P（苹果电脑按 ⌘P）打印，纸张选 A4。</p>
${sheets.join('\n')}
</body></html>
`
}
