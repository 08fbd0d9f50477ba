import { formatShanghai } from '@lianxin/shared'
import type { BinaryAnswer } from '../../http/route'
import { escapeMarkup } from '../../platform/markup'
import { standingOf } from './report.export'
import type { Report } from './report.count'

/** Rows are 9 mm high: a name is signed by hand. The head comes again on every page. */
const CSS = `
@page { size: A4; margin: 14mm }
* { box-sizing: border-box }
body { margin: 0; color: #000; background: #fff; line-height: 1.4;
  font-family: "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", SimHei, sans-serif }
h1 { margin: 0 0 2mm; font-size: 18pt; text-align: center }
p { margin: 0 0 3mm; font-size: 11pt }
table { width: 100%; border-collapse: collapse; font-size: 11pt }
thead { display: table-header-group }
tr { break-inside: avoid }
th, td { height: 9mm; padding: 1mm 2mm; border: .3mm solid #000; text-align: left }
.no { width: 12mm }
.sign { width: 45mm }
@media print { .hint { display: none } }
@media screen { body { max-width: 210mm; padding: 14mm; margin: 0 auto } }
`

/**
 * A sign-off sheet (签到表) of everybody who has lessons this month, ready to print on A4. One
 * document without scripts or anything to load.
 */
export function signOffSheet({ summary, students }: Report): BinaryAnswer {
  const { org, month, lessons, finished } = summary
  const title = `${org.name} ${month.slice(0, 4)}年${Number(month.slice(5))}月 学习签到表`
  const rows = students.map(
    (student, index) =>
      `<tr><td>${index + 1}</td><td>${escapeMarkup(student.name)}</td><td>${escapeMarkup(student.org.name)}</td><td>${standingOf(student)}</td><td></td></tr>`,
  )
  const html = `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>${escapeMarkup(title)}</title>
<style>${CSS}</style></head><body>
<p class="hint">按 Ctrl+P（苹果电脑按 ⌘P）打印，纸张选 A4。</p>
<h1>${escapeMarkup(title)}</h1>
<p>本月的课：${lessons.length > 0 ? lessons.map((lesson) => `《${escapeMarkup(lesson.title)}》`).join('') : '还没有发'}。学完 ${finished.count} 人，共 ${finished.of} 人（截至 ${formatShanghai(summary.asOf, 'YYYY-MM-DD HH:mm')}）。</p>
<table><thead><tr><th class="no">序号</th><th>姓名</th><th>支部</th><th>学完了吗</th><th class="sign">签名</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table>
</body></html>
`
  return { bytes: new TextEncoder().encode(html) }
}
