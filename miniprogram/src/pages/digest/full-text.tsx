import { useState } from 'react'
import { isWeapp } from '@/lib/platform'
import { Button } from '@/ui/button'
import { copyText } from '@/ui/feedback'

interface FullTextProps {
  body: string
  sourceUrl: string | null
}

function Source({ url }: { url: string }) {
  if (isWeapp) {
    return (
      <Button kind="quiet" onClick={() => void copyText(url)}>
        复制原文网址
      </Button>
    )
  }
  return (
    <a className="lx-more" href={url} target="_blank" rel="noopener noreferrer">
      看原文网页
    </a>
  )
}

/** The whole document under its points, folded: most people need only the points. */
export function FullText({ body, sourceUrl }: FullTextProps) {
  const [open, setOpen] = useState(false)
  const paragraphs = body.split(/\n+/).filter((line) => line.trim() !== '')
  return (
    <div className="lx-fulltext">
      <Button kind="secondary" wide onClick={() => setOpen(!open)}>
        {open ? '收起全文' : '看全文'}
      </Button>
      {open ? (
        <article className="lx-prose">
          {paragraphs.map((line, index) => (
            <p key={index} className="lx-prose__p">
              {line}
            </p>
          ))}
          {sourceUrl ? <Source url={sourceUrl} /> : null}
        </article>
      ) : null}
    </div>
  )
}
