import { formatShanghai, staffRoles } from '@lianxin/shared'
import { covers, type BinaryAnswer, type PersonActor } from '../../http/route'
import { ensure } from '../../platform/app-error'
import { escapeMarkup } from '../../platform/markup'
import { getOrgs } from '../orgs'
import type { PointsService } from './points.service'
import type { RewardDeps } from './reward.deps'

/** What fits on a side of A5 with room for a stamp in each row. */
const LINES = 16
/** Rows left free, for what is written in by hand until the next one is printed. */
const FREE_LINES = 4

/** Rows are 7.5 mm high: a small stamp fits. */
const CSS = `
@page { size: A5; margin: 10mm }
* { box-sizing: border-box }
body { margin: 0; color: #000; background: #fff; line-height: 1.4;
  font-family: "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", SimHei, sans-serif }
h1 { margin: 0 0 2mm; font-size: 18pt; text-align: center; letter-spacing: 2mm }
.who { display: flex; justify-content: space-between; margin: 0 0 2mm; font-size: 13pt }
.sums { display: flex; margin: 0 0 2mm; border: .5mm solid #000; text-align: center }
.sums div { flex: 1; padding: 1mm; font-size: 10pt }
.sums div + div { border-left: .3mm solid #000 }
.sums b { display: block; font-size: 17pt }
table { width: 100%; border-collapse: collapse; font-size: 10pt }
thead { display: table-header-group }
tr { break-inside: avoid }
th, td { height: 7.5mm; padding: .5mm 1.5mm; border: .3mm solid #000; text-align: left }
.day { width: 22mm }
.points { width: 14mm; text-align: right }
.stamp { width: 24mm }
p { margin: 2mm 0 0; font-size: 9pt }
@media print { .hint { display: none } }
@media screen { body { max-width: 148mm; padding: 10mm; margin: 0 auto } }
`

interface Line {
  at: Date
  what: string
  points: number
}

const signed = (points: number) => (points > 0 ? `+${points}` : String(points))

/** Points booklets (积分手册, mechanism E17): what the phone shows, on paper. */
export function createBooklets({
  clock,
  people,
  book,
  events,
  points,
}: Pick<RewardDeps, 'clock' | 'people' | 'book' | 'events'> & { points: PointsService }) {
  /** What service gave, named by its dates. */
  async function earnedLines(personId: string): Promise<Line[]> {
    const entries = await book.serviceEntriesOf(personId, LINES)
    return Promise.all(
      entries.map(async ({ at, points: given, source, isCorrection, reason }) => {
        const eventId = source.type === 'service' ? (source.id.split(':')[0] ?? '') : ''
        const title = eventId ? (await events.event(eventId))?.title : undefined
        const corrected = reason ? `更正：${reason}` : '更正'
        return { at, points: given, what: isCorrection ? corrected : (title ?? '志愿服务') }
      }),
    )
  }

  async function spentLines(personId: string): Promise<Line[]> {
    const { items } = await points.entriesOf(personId, { limit: LINES })
    return items.map(({ at, kind, points: spent, title }) => ({
      at: new Date(at),
      points: spent,
      what: kind === 'spend' ? `换：${title}` : `退回：${title}`,
    }))
  }

  /** A member's booklet, one document without anything to load. @throws AppError request.not_found */
  return async function booklet(actor: PersonActor, personId: string): Promise<BinaryAnswer> {
    const person = await people.get(personId)
    ensure(person, 'request.not_found')
    const orgs = await getOrgs(person.posts.map(({ orgId }) => orgId))
    const mayRead = [...orgs.values()].some(({ path }) => covers(actor, path, staffRoles))
    ensure(mayRead, 'request.not_found')
    const [{ earned, spent, left }, fromService, fromOrders] = await Promise.all([
      points.pointsOf(personId),
      earnedLines(personId),
      spentLines(personId),
    ])
    const lines = [...fromService, ...fromOrders]
      .toSorted((a, b) => b.at.getTime() - a.at.getTime())
      .slice(0, LINES)
      .toReversed()
    const post = person.posts.find(({ role }) => role === 'member') ?? person.posts[0]
    const rows = lines.map(
      ({ at, what, points: each }) =>
        `<tr><td>${formatShanghai(at, 'YYYY-MM-DD')}</td><td>${escapeMarkup(what)}</td><td class="points">${signed(each)}</td><td></td></tr>`,
    )
    const free = '<tr><td></td><td></td><td></td><td></td></tr>'.repeat(FREE_LINES)
    const html = `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeMarkup(person.name)} 志愿服务积分手册</title>
<style>${CSS}</style></head><body>
<p class="hint">按 Ctrl+P（苹果电脑按 ⌘P）打印，纸张选 A5。</p>
<h1>积分手册</h1>
<div class="who"><b>${escapeMarkup(person.name)}</b><span>${escapeMarkup(post?.orgName ?? '')}</span></div>
<div class="sums"><div>服务得来<b>${earned}</b></div><div>已经用去<b>${spent}</b></div><div>还可以用<b>${left}</b></div></div>
<table><thead><tr><th class="day">日期</th><th>为什么</th><th class="points">积分</th><th class="stamp">盖章</th></tr></thead>
<tbody>
${rows.join('\n')}
${free}
</tbody></table>
<p>截至 ${formatShanghai(clock.now(), 'YYYY-MM-DD HH:mm')}，上面是最近 ${lines.length} 笔。空行手写，盖章有效，下次打印时对一遍。有不对的，请找支部。</p>
</body></html>
`
    return { bytes: new TextEncoder().encode(html) }
  }
}
