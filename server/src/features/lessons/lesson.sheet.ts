import type { LessonBlock } from '@lianxin/shared'
import QRCode from 'qrcode'
import type { BinaryAnswer } from '../../http/route'
import { escapeMarkup } from '../../platform/markup'
import type { LessonDeps } from './lesson.deps'
import { linkOf } from './lesson.presenter'
import { getPublished } from './lesson.public'

type PictureOf = (id: string) => Promise<string>

const CSS = `
@page { size: A4; margin: 14mm }
* { box-sizing: border-box }
body { margin: 0; color: #000; background: #fff; font-size: 13pt; line-height: 1.6;
  font-family: "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", SimHei, sans-serif }
.top { display: flex; justify-content: space-between; font-size: 11pt }
h1 { margin: 2mm 0 3mm; font-size: 24pt; line-height: 1.3 }
h2 { margin: 5mm 0 1mm; font-size: 15pt; break-after: avoid }
p { margin: 0 0 2mm }
.points { margin: 0 0 4mm; padding: 4mm 5mm; border: .6mm solid #000; border-radius: 2mm; break-inside: avoid }
.points b { display: block; font-size: 14pt }
.points ol { margin: 1mm 0 0; padding-left: 1.6em; font-size: 15pt }
figure { margin: 3mm 0; text-align: center; break-inside: avoid }
figure img { max-width: 100%; max-height: 75mm }
figcaption { font-size: 11pt }
.slides { display: grid; grid-template-columns: 1fr 1fr; gap: 4mm }
.slides figure { margin: 0 }
.scan { display: flex; gap: 6mm; align-items: center; margin-top: 6mm; padding-top: 4mm; border-top: .4mm solid #000; break-inside: avoid }
.scan svg { flex: none; width: 34mm; height: 34mm }
.scan a { color: inherit; text-decoration: none }
.scan b { font-size: 15pt }
@media print { .hint { display: none } }
@media screen { .hint { text-align: center } body { background: #e8e8e8 } main { width: 210mm; max-width: 100%; padding: 14mm; margin: 4mm auto; background: #fff } }
`

function paragraphs(text: string): string {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => `<p>${escapeMarkup(line)}</p>`)
    .join('')
}

async function figure(fileId: string, alt: string, caption: string, pictureOf: PictureOf) {
  const words = caption ? `<figcaption>${escapeMarkup(caption)}</figcaption>` : ''
  return `<figure><img src="${await pictureOf(fileId)}" alt="${escapeMarkup(alt)}">${words}</figure>`
}

async function printed(block: LessonBlock, pictureOf: PictureOf): Promise<string> {
  const heading = (text: string) => (text ? `<h2>${escapeMarkup(text)}</h2>` : '')
  switch (block.kind) {
    case 'text':
      return `<section>${heading(block.heading)}${paragraphs(block.text)}</section>`
    case 'picture':
      return figure(block.fileId, block.alt, block.caption, pictureOf)
    case 'slides': {
      const figures = block.slides.map(({ fileId, alt, text }) =>
        figure(fileId, alt, text, pictureOf),
      )
      return `<section>${heading(block.title)}<div class="slides">${(await Promise.all(figures)).join('')}</div></section>`
    }
    case 'audio':
    case 'video': {
      const words = block.transcript || `${block.kind === 'audio' ? '录音' : '短片'}请扫码听看。`
      return `<section>${heading(block.title)}${paragraphs(words)}</section>`
    }
  }
}

/**
 * A published lesson on paper: its key points first and large, the words of recordings, and a code
 * that opens it. One document without anything to load, so that it can be kept and printed anywhere.
 * @throws AppError request.not_found
 */
export async function sheetOf(
  id: string,
  { media, publicUrl }: Pick<LessonDeps, 'media' | 'publicUrl'>,
): Promise<BinaryAnswer> {
  const { lesson, current } = await getPublished(id)
  const { title, series, source, minutes, keyPoints, blocks } = current.content
  const link = linkOf(publicUrl, id)
  const code = await QRCode.toString(link, { type: 'svg', margin: 4, errorCorrectionLevel: 'M' })
  const pictureOf: PictureOf = async (fileId) =>
    `data:image/jpeg;base64,${Buffer.from(await media.bytesOf(fileId)).toString('base64')}`
  const parts: string[] = []
  for (const block of blocks) parts.push(await printed(block, pictureOf))
  const html = `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeMarkup(title)}</title>
<style>${CSS}</style></head><body>
<p class="hint">按 Ctrl+P（苹果电脑按 ⌘P）打印，纸张选 A4。</p>
<main>
<div class="top"><span>${escapeMarkup(series ?? '微党课')} · ${minutes} 分钟</span><span>${escapeMarkup(source)}</span></div>
<h1>${escapeMarkup(title)}</h1>
<div class="points"><b>先记住这 ${keyPoints.length} 条</b><ol>${keyPoints.map((each) => `<li>${escapeMarkup(each)}</li>`).join('')}</ol></div>
${parts.join('\n')}
<div class="scan"><a href="${escapeMarkup(link)}">${code}</a><div><b>扫一扫，手机上接着学</b><br>能听、能看；登录以后，学到哪儿都记着。<br>第 ${lesson.version} 版 · 连心桥</div></div>
</main></body></html>
`
  return { bytes: Buffer.from(html) }
}
