import { Button } from '@/ui/button'
import { copyText } from '@/ui/feedback'
import type { Matter } from './use-matter'

/** Someone else was quicker: what they did, and that nothing typed is lost. */
export function ConflictNote({ matter }: { matter: Matter }) {
  const { conflict } = matter
  if (!conflict) return null
  return (
    <div className="dk-conflict" role="alert">
      <span className="dk-strong">
        刚才有人先办了一步{conflict.news ? `（${conflict.news}）` : ''}。
      </span>
      <span>您写的还在。看看上面的进展，再决定怎么办。</span>
    </div>
  )
}

/** What was written for a step that is not to be had any more: to copy, to note, or to drop. */
export function Unsent({ matter }: { matter: Matter }) {
  const { draft, change } = matter
  const words = Object.values(draft.texts)
    .map((text) => text.trim())
    .filter(Boolean)
    .join('\n\n')
  if (words === '') return null
  return (
    <section className="dk-unsent" aria-label="没发出去的">
      <span className="dk-strong">您写的，没有发出去：</span>
      <p className="dk-said">{words}</p>
      <div className="lx-acts dk-acts--row">
        <Button small kind="secondary" onClick={() => void copyText(words)}>
          复制
        </Button>
        <Button
          small
          kind="secondary"
          onClick={() =>
            change({ texts: {}, note: [draft.note, words].filter(Boolean).join('\n') })
          }
        >
          放进内部备注
        </Button>
        <Button small kind="quiet" onClick={() => change({ texts: {} })}>
          不要了
        </Button>
      </div>
    </section>
  )
}
