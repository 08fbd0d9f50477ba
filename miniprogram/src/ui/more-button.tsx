import type { Pages } from '@/api/use-pages'
import { Button } from './button'
import { Banner } from './states'

/** At the end of a list: the rest of it, if there is any. */
export function MoreButton<T>({ pages }: { pages: Pages<T> }) {
  if (!pages.more) return null
  return (
    <div className="lx-acts">
      {pages.failure ? <Banner>{pages.failure.message}</Banner> : null}
      <Button kind="secondary" wide busy={pages.busy} onClick={pages.loadMore}>
        再看一些
      </Button>
    </div>
  )
}
