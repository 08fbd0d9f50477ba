import { useState } from 'react'
import { Button } from '@/ui/button'
import { TextArea } from '@/ui/field'
import type { Matter } from './use-matter'

/** A word among colleagues; the resident never sees it. Closed until it is wanted. */
export function NoteForm({ matter, formId }: { matter: Matter; formId: string }) {
  const { draft, change, addNote, busy } = matter
  const [open, setOpen] = useState(draft.note !== '')
  if (!open && draft.note === '') {
    return (
      <button
        type="button"
        className="lx-plain dk-more dk-more--quiet"
        onClick={() => setOpen(true)}
      >
        ＋ 内部备注
      </button>
    )
  }
  return (
    <section aria-label="内部备注">
      <TextArea
        id={`${formId}-note`}
        label="内部备注"
        value={draft.note}
        maxLength={1000}
        rows={2}
        hint="只有工作台看得到，反映人看不到。"
        onChange={(note) => change({ note })}
      />
      <div className="lx-acts dk-acts--row">
        <Button
          kind="secondary"
          small
          busy={busy}
          disabled={draft.note.trim() === ''}
          onClick={() => {
            void addNote().then((done) => {
              if (done) setOpen(false)
            })
          }}
        >
          记下
        </Button>
      </div>
    </section>
  )
}
