import { useCallback, useState } from 'react'
import { failureOf, type Failure } from '@/api/failure'
import {
  emptyDraft,
  loadDraft,
  loadReceipt,
  putReceiptAway,
  saveDraft,
  type MatterDraft,
  type Receipt,
} from '@/api/matter-draft'
import { useMe } from '@/api/session'
import { submitMatter } from '@/api/submit-matter'
import { privacyAgreed, privacyRefused } from '@/lib/privacy'

/** What the address of the page asks for: a point of a digest, or a reply page. */
interface Asked {
  digestId: string | null
  pointNo: number | null
  reply: string | null
}

export interface Say {
  draft: MatterDraft
  edit: (change: Partial<MatterDraft> | ((old: MatterDraft) => Partial<MatterDraft>)) => void
  submit: () => Promise<void>
  again: () => void
  receipt: Receipt | null
  busy: boolean
  failure: Failure | null
  /** Whether a name goes with it: signed in, and not asked to leave it out. */
  named: boolean
}

function opened(asked: Asked): MatterDraft {
  const draft = loadDraft()
  // What was asked for wins over what an older draft was about; the words stay.
  if (asked.reply) return draft.reply === asked.reply ? draft : { ...draft, ...asked }
  return asked.digestId || draft.reply ? { ...draft, ...asked } : draft
}

/** The state of 说件事: every keystroke is kept on the device until the server has the matter. */
export function useSay(asked: Asked): Say {
  const me = useMe()
  const [draft, setDraft] = useState(() => opened(asked))
  // Coming with a question of one's own, an old receipt would only be in the way.
  const [receipt, setReceipt] = useState(() =>
    asked.digestId || asked.reply ? null : loadReceipt(),
  )
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const named = me !== null && !draft.anonymous && !draft.reply

  const edit = useCallback<Say['edit']>((change) => {
    // What was complained about is being mended; what the network lost still wants another try.
    setFailure((old) => (old?.retriable ? old : null))
    setDraft((old) => {
      const next = { ...old, ...(typeof change === 'function' ? change(old) : change) }
      saveDraft(next)
      return next
    })
  }, [])

  const submit = useCallback(async () => {
    if (busy) return
    const org = draft.org ?? (me ? { id: me.orgId, name: me.orgName } : null)
    if (draft.text.trim() === '') {
      setFailure(refusal('text', '写一句话就行，说说是什么事。'))
      return
    }
    if (!org && !draft.reply) {
      setFailure(refusal('orgId', '请选一下您在哪个社区，好交给管得着的人。'))
      return
    }
    setBusy(true)
    setFailure(null)
    try {
      if (!(await privacyAgreed())) {
        setFailure(refusal('privacy', privacyRefused))
        return
      }
      setReceipt(await submitMatter({ ...draft, org }))
      setDraft(loadDraft())
    } catch (error) {
      setDraft(loadDraft())
      setFailure(failureOf(error))
    } finally {
      setBusy(false)
    }
  }, [busy, draft, me])

  const again = useCallback(() => {
    putReceiptAway()
    setReceipt(null)
    setDraft((old) => ({ ...emptyDraft, org: old.org, reply: old.reply }))
  }, [])

  return { draft, edit, submit, again, receipt, busy, failure, named }
}

function refusal(field: string, message: string): Failure {
  return { message, fields: { [field]: message }, retriable: false, code: null }
}
