import type { OutputOf } from '@lianxin/shared/contract'
import { dayAndTime, shortDay } from '@/lib/dates'
import { pageUrl } from '@/lib/navigate'
import { Button } from '@/ui/button'
import { Link } from '@/ui/link'
import { OutsideLink } from '@/ui/outside-link'
import type { SourceWork } from './use-sources'

type Item = OutputOf<'sourceItems.list'>['items'][number]

function cameFrom({ source, publishedAt, foundAt }: Item): string {
  const day = publishedAt ? `${shortDay(publishedAt)}发` : `${dayAndTime(foundAt)}看到`
  return `${source.name} · ${day}`
}

/** An article that came in: take it, or put it aside. */
export function ItemRow({ item, work }: { item: Item; work: SourceWork }) {
  const also = item.alsoAt.map(({ name }) => name).join('、')
  return (
    <div className="dk-line">
      <span className="dk-line__words">
        <span className="dk-strong">{item.title}</span>
        <span className="lx-muted">{cameFrom(item)}</span>
        {also ? <span className="lx-muted">{`也见于 ${also}`}</span> : null}
        {item.summary ? <span className="dk-summary">{item.summary}</span> : null}
      </span>
      <div className="dk-acts--row dk-line__acts">
        {item.digestId ? (
          <Link to={pageUrl('deskDigest', { id: item.digestId })} className="lx-more">
            看摘要
          </Link>
        ) : (
          <Button
            small
            kind="secondary"
            disabled={work.busy}
            label={`写成摘要：${item.title}`}
            onClick={() => void work.take(item)}
          >
            写成摘要
          </Button>
        )}
        {item.state === 'new' ? (
          <Button
            small
            kind="quiet"
            disabled={work.busy}
            label={`不要：${item.title}`}
            onClick={() => void work.ignore(item)}
          >
            不要
          </Button>
        ) : null}
        {item.url ? <OutsideLink url={item.url} text="看原文" /> : null}
      </div>
    </div>
  )
}
