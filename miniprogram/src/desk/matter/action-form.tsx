import { useState } from 'react'
import { isWeapp } from '@/lib/platform'
import { Button } from '@/ui/button'
import { Chips } from '@/ui/chips'
import { Field, TextArea } from '@/ui/field'
import { Banner } from '@/ui/states'
import { AssigneePicker } from './assignee-picker'
import { answerGoesTo, isPublicText, takesPublicTitle, textSlot, type Ticket } from './steps'
import type { Matter } from './use-matter'

const mostText = 2000

interface ActionFormProps {
  matter: Matter
  ticket: Ticket
  /** Prefix of element ids: more than one form may be in the document. */
  formId: string
}

function PublicTitle({ matter, formId }: { matter: Matter; formId: string }) {
  const { draft, change } = matter
  const [open, setOpen] = useState(draft.publicTitle !== '')
  if (!open) {
    return (
      <button
        type="button"
        className="lx-plain dk-more dk-more--quiet"
        onClick={() => setOpen(true)}
      >
        公示时换个说法（可不填）
      </button>
    )
  }
  return (
    <Field
      id={`${formId}-title`}
      label="公示时写成（可不填）"
      value={draft.publicTitle}
      maxLength={40}
      hint="超期会挂到公示栏。原话里有人名、门牌的，在这里换个说法。"
      onChange={(publicTitle) => change({ publicTitle })}
    />
  )
}

/** What can be done about the matter now: choose the step, write, send. */
export function ActionForm({ matter, ticket, formId }: ActionFormProps) {
  const { action, draft, change, act, busy, failure } = matter
  if (!action) return null
  const slot = textSlot(ticket, action)
  const text = draft.texts[slot] ?? ''
  const needsText = action.needs.includes('text')
  const ready =
    (!needsText || text.trim() !== '') && (!action.needs.includes('assignee') || draft.assignee)
  const hint = isPublicText(ticket, action) ? answerGoesTo(ticket) : '只在工作台看得到。'
  const send = () => {
    if (ready) void act(action)
  }
  return (
    <section
      className="dk-act"
      aria-label="办理"
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send()
      }}
    >
      {failure ? <Banner>{failure.message}</Banner> : null}
      <Chips
        label="怎么办"
        items={ticket.actions.map((one) => ({ key: one.action, text: one.label }))}
        value={action.action}
        onChange={(chosen) => change({ action: chosen })}
      />
      {action.needs.includes('assignee') ? (
        <AssigneePicker
          orgId={ticket.org.id}
          value={draft.assignee}
          onChange={(assignee) => change({ assignee })}
        />
      ) : null}
      {action.textLabel === null ? null : (
        <div className={needsText ? undefined : 'dk-short'}>
          <TextArea
            id={`${formId}-text`}
            label={needsText ? action.textLabel : `${action.textLabel}（可不填）`}
            value={text}
            maxLength={mostText}
            rows={needsText ? 5 : 2}
            hint={`${hint}${text.length > mostText * 0.8 ? `（${text.length}/${mostText} 字）` : ''}`}
            error={failure?.fields.text}
            onChange={(next) => change({ texts: { ...draft.texts, [slot]: next } })}
          />
        </div>
      )}
      {takesPublicTitle(ticket, action) ? <PublicTitle matter={matter} formId={formId} /> : null}
      <div className="lx-acts dk-acts--row">
        <Button busy={busy} disabled={!ready} onClick={send}>
          {action.label}
        </Button>
        {isWeapp ? null : <span className="dk-hint dk-wide-only">Ctrl ＋ Enter 也行</span>}
      </div>
    </section>
  )
}
