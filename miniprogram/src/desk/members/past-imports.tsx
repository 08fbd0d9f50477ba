import { dayAndTime } from '@/lib/dates'
import { Card } from '@/ui/card'
import { MoreButton } from '@/ui/more-button'
import { countWords, Ending, ResultButton } from './import-card'
import type { RosterWork } from './use-roster-import'

/** What was imported before, newest first; nothing where there was nothing. */
export function PastImports({ work }: { work: RosterWork }) {
  // The one whose outcome stands above needs no line of its own.
  const over = work.past.items.filter(
    ({ id, state }) => state !== 'running' && id !== work.followed?.id,
  )
  if (over.length === 0) return null
  return (
    <Card title="导入过的">
      {over.map((each) => (
        <div key={each.id} className="dk-line">
          <span className="dk-line__words">
            <span className="dk-strong">{each.fileName}</span>
            <span className="lx-muted">
              {`${dayAndTime(each.startedAt)} · ${each.startedBy} · ${countWords(each)}`}
            </span>
          </span>
          <span className="dk-acts--row">
            {each.state === 'done' ? null : <Ending state={each.state} />}
            <ResultButton each={each} work={work} />
          </span>
        </div>
      ))}
      <MoreButton pages={work.past} />
      <p className="lx-muted">要改的行和变化清单留七天，过后删掉。</p>
    </Card>
  )
}
