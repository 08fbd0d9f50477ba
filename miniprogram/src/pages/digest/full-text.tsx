import { useState } from 'react'
import { Button } from '@/ui/button'
import { OutsideLink } from '@/ui/outside-link'

interface FullTextProps {
  body: string
  sourceUrl: string | null
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
          {sourceUrl ? <OutsideLink url={sourceUrl} text="看原文网页" /> : null}
        </article>
      ) : null}
    </div>
  )
}
