import type { ReactNode } from 'react'
import { ruleLabels } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { dayAndTime } from '@/lib/dates'

export type Entry = OutputOf<'points.entries'>['items'][number]

/** With its sign: a minus that stands as wide as a plus. */
function signed(points: number): string {
  if (points === 0) return '0'
  return points < 0 ? `−${-points}` : `+${points}`
}

/** What an entry is for, in words. */
export function entryTitle({ rule, corrects }: Entry): string {
  return corrects ? `更正：${ruleLabels[rule]}` : ruleLabels[rule]
}

/** One entry: what for, how much, and everything that explains it. */
export function EntryRow({ entry, children }: { entry: Entry; children?: ReactNode }) {
  const { at, points, version, cut, approvedBy, reason, corrections } = entry
  const how = [
    dayAndTime(at),
    version === 0 ? '通用规则' : `规则第 ${version} 版`,
    approvedBy === null ? '系统按记录计的' : `${approvedBy}记的`,
  ]
  return (
    <div className="bk-entry">
      <div className="lx-row">
        <span className="bk-entry__title">{entryTitle(entry)}</span>
        <span className="bk-entry__points">{`${signed(points)} 分`}</span>
      </div>
      <p className="lx-muted">{how.join(' · ')}</p>
      {reason ? <p className="lx-muted">原因：{reason}</p> : null}
      {cut ? <p className="lx-muted">到了一天或一年的上限，超出的不再加。</p> : null}
      {corrections > 0 ? <p className="lx-muted">这一笔后来更正过，见上面的更正。</p> : null}
      {children}
    </div>
  )
}
