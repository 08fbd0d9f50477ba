import { isWeapp } from '@/lib/platform'
import { Button } from './button'
import { copyText } from './feedback'

/**
 * A way to a page that is not ours: in a new window; WeChat opens no other sites, so there its
 * address is copied.
 */
export function OutsideLink({ url, text }: { url: string; text: string }) {
  if (isWeapp) {
    return (
      <Button kind="quiet" small onClick={() => void copyText(url)}>
        复制原文网址
      </Button>
    )
  }
  return (
    <a className="lx-more" href={url} target="_blank" rel="noopener noreferrer">
      {text}
    </a>
  )
}
