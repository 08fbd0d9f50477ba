import { useCallback, useEffect, useRef, useState } from 'react'
import type { Failure } from '@/api/failure'
import { useMutation } from '@/api/use-mutation'
import { useQuery, type Query } from '@/api/use-query'
import { confirm, toast } from '@/ui/feedback'
import { loadDraft, saveDraft } from '../parts/drafts'
import { emptyMatterDraft, isBlank, isMatterDraft, type MatterDraft } from './matter-draft'
import { sinceThen, textSlot, weighty, type Ticket, type TicketAction } from './steps'

/** Someone else was quicker: what they did, if it can be seen already. */
export interface Conflict {
  news: string | null
}

export interface Matter {
  query: Query<Ticket>
  ticket: Ticket | null
  draft: MatterDraft
  change: (change: Partial<MatterDraft>) => void
  /** The step being prepared: chosen, else the primary one, else the first. */
  action: TicketAction | null
  act: (action: TicketAction) => Promise<boolean>
  addNote: () => Promise<boolean>
  busy: boolean
  failure: Failure | null
  conflict: Conflict | null
}

const draftName = (id: string) => `ticket/${id}`

const read = (id: string) => ({
  id,
  draft: loadDraft(draftName(id), isMatterDraft) ?? emptyMatterDraft,
})

function useMatterDraft(id: string) {
  const [held, setHeld] = useState(() => read(id))
  // Another matter was chosen: its own draft, at once, or a key typed now would go to the old one.
  const now = held.id === id ? held : read(id)
  if (now !== held) setHeld(now)
  const change = useCallback(
    (change: Partial<MatterDraft>) =>
      setHeld((old) => {
        // An answer may come back when another matter is already being looked at.
        const mine = old.id === id
        const draft = { ...(mine ? old.draft : read(id).draft), ...change }
        saveDraft(draftName(id), isBlank(draft) ? null : draft)
        return mine ? { id, draft } : old
      }),
    [id],
  )
  return { draft: now.draft, change }
}

const lostRace = (failure: Failure | null) =>
  failure?.code === 'request.conflict' || failure?.code === 'ticket.wrong_state'

/** When a step came too late, reads the matter anew and says what the other one did. */
function useConflict(query: Query<Ticket>, failure: Failure | null, ticket: Ticket | null) {
  const [seen, setSeen] = useState<{ id: string; log: number } | null>(null)
  const { reload } = query
  const current = useRef(ticket)
  useEffect(() => {
    current.current = ticket
  })
  useEffect(() => {
    if (!lostRace(failure) || !current.current) return
    setSeen({ id: current.current.id, log: current.current.log.length })
    reload()
  }, [failure, reload])
  const conflict: Conflict | null =
    seen && ticket && seen.id === ticket.id ? { news: sinceThen(ticket, seen.log) } : null
  const settle = useCallback(() => setSeen(null), [])
  return { conflict, settle }
}

/**
 * One matter at the desk: reads it, keeps what is written about it, makes its steps.
 * @param onChanged told of the matter as it is after a step, for the list beside it
 */
export function useMatter(id: string, onChanged?: (ticket: Ticket) => void): Matter {
  const query = useQuery('tickets.get', { params: { id } })
  const [fresh, setFresh] = useState<Ticket | null>(null)
  const acting = useMutation('tickets.act')
  const noting = useMutation('tickets.note')
  const { draft, change } = useMatterDraft(id)
  const loaded = query.data
  const ticket = fresh?.id === id && (!loaded || fresh.revision >= loaded.revision) ? fresh : loaded
  const failure = acting.failure ?? noting.failure
  const { conflict, settle } = useConflict(query, acting.failure, ticket)

  const { reset: resetAct } = acting
  const { reset: resetNote } = noting
  useEffect(() => {
    resetAct()
    resetNote()
    settle()
  }, [id, resetAct, resetNote, settle])

  // What the other one did belongs into the list beside as well.
  const tellList = useRef(onChanged)
  useEffect(() => {
    tellList.current = onChanged
  })
  const overtaken = conflict?.news ? ticket : null
  useEffect(() => {
    if (overtaken) tellList.current?.(overtaken)
  }, [overtaken])

  const take = (next: Ticket) => {
    setFresh(next)
    settle()
    onChanged?.(next)
  }
  const act = async (action: TicketAction) => {
    if (!ticket) return false
    const question = weighty[action.action]
    if (question && !(await confirm({ ...question, yes: action.label }))) return false
    const slot = textSlot(ticket, action)
    const text = draft.texts[slot]?.trim() ?? ''
    const publicTitle = draft.publicTitle.trim()
    const answer = await acting.run({
      params: { id },
      body: {
        action: action.action,
        revision: ticket.revision,
        ...(action.textLabel !== null && text ? { text } : {}),
        ...(action.needs.includes('assignee') && draft.assignee
          ? { assigneeId: draft.assignee.id }
          : {}),
        ...(publicTitle ? { publicTitle } : {}),
      },
    })
    if (!answer) return false
    take(answer)
    change({
      action: null,
      texts: { ...draft.texts, [slot]: '' },
      assignee: null,
      publicTitle: '',
    })
    toast(`${action.label}：已记下`)
    return true
  }
  const addNote = async () => {
    const answer = await noting.run({ params: { id }, body: { text: draft.note } })
    if (!answer) return false
    take(answer)
    change({ note: '' })
    toast('记下了')
    return true
  }
  const actions = ticket?.actions ?? []
  const action =
    actions.find((one) => one.action === draft.action) ??
    actions.find((one) => one.primary) ??
    actions[0] ??
    null
  return {
    query,
    ticket,
    draft,
    change,
    action,
    act,
    addNote,
    busy: acting.busy || noting.busy,
    failure: conflict ? null : failure,
    conflict,
  }
}
