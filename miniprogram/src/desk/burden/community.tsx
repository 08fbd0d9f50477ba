import type { OutputOf } from '@lianxin/shared/contract'
import { Badge } from '@/ui/badge'
import { cx } from '@/ui/class-names'

export type Burdens = OutputOf<'burden.list'>
export type Figure = keyof Burdens['most']
type Community = Burdens['items'][number]

interface CommunityProps {
  community: Community
  quota: number
  /** What the bar measures, and the longest bar there is. */
  figure: Figure
  most: number
}

/** One sender's part, with the reasons it gave. */
function Sender({ sender, quota }: { sender: Community['senders'][number]; quota: number }) {
  return (
    <div className="dk-burden__sender">
      <span>{sender.org.name}</span>
      <span className={cx('lx-muted', sender.over && 'dk-late')}>
        {`推送 ${sender.pushes} 次 · 消息 ${sender.messages} 条 · 交办 ${sender.tasks} 件`}
        {sender.over ? ` · 超过定额 ${quota} 次` : ''}
      </span>
      {sender.reasons.map((given) => (
        <span key={`${given.issueNo} ${given.reason}`} className="lx-muted">
          {`第 ${given.issueNo} 期《${given.title}》的理由：${given.reason}`}
        </span>
      ))}
    </div>
  )
}

/** What one community got from above, as a bar and in numbers. */
export function CommunityLine({ community, quota, figure, most }: CommunityProps) {
  const { org, parentName, pushes, messages, tasks, over, senders } = community
  const width = most > 0 ? (community[figure] / most) * 100 : 0
  return (
    <section className="dk-burden" aria-label={org.name}>
      <div className="dk-burden__head">
        <h2 className="dk-burden__name">{org.name}</h2>
        <span className="lx-muted">{parentName}</span>
        {over ? <Badge tone="late">有单位超过定额</Badge> : null}
      </div>
      <div className="dk-burden__bar" aria-hidden="true">
        <span
          className={cx('dk-burden__fill', over && 'dk-burden__fill--over')}
          style={{ width: `${width}%` }}
        />
      </div>
      <p className="dk-burden__sum">
        推送 <strong>{pushes}</strong> 次 · 消息 <strong>{messages}</strong> 条 · 交办{' '}
        <strong>{tasks}</strong> 件
      </p>
      {senders.map((sender) => (
        <Sender key={sender.org.id} sender={sender} quota={quota} />
      ))}
    </section>
  )
}
