import { useEffect, useState } from 'react'
import { api } from '@/api/client'
import { failureOf, sentenceOf } from '@/api/failure'
import { useMutation } from '@/api/use-mutation'
import { useQuery, type Query } from '@/api/use-query'
import { pageUrl, replaceWith } from '@/lib/navigate'
import { isWeapp } from '@/lib/platform'
import { confirm, toast } from '@/ui/feedback'
import { loadDraft, saveDraft } from '../parts/drafts'
import {
  blank,
  bodyOf,
  compositionOf,
  hindersSaving,
  hindersSubmitting,
  isKeptComposition,
  rekeyed,
  sameComposition,
  type Composition,
  type Digest,
  type Imported,
} from './composition'

export interface Composer {
  /** Of reading it; a new one has nothing to wait for. */
  query: Query<unknown>
  digest: Digest | null
  written: Composition
  change: (change: Partial<Composition>) => void
  /** Takes what an import found; asks first when it would replace what was written. */
  takeImport: (imported: Imported) => Promise<void>
  notes: string[]
  dirty: boolean
  /** What was left unsaved the last time is shown again. */
  restored: boolean
  save: () => Promise<Digest | null>
  submit: () => Promise<void>
  busy: boolean
  problem: string | null
  /** Someone else changed it meanwhile: theirs, as it is now. */
  conflict: Digest | null
  keepMine: () => Promise<void>
  takeTheirs: () => Promise<void>
}

const nothingToRead: Query<unknown> = {
  data: true,
  failure: null,
  waiting: 'no',
  reload: () => undefined,
}

const draftName = (id: string | null) => `digest/${id ?? 'new'}`

interface Held {
  written: Composition
  /** As the server has it. */
  saved: Composition
  revision: number | null
  restored: boolean
}

function startOf(id: string | null, digest: Digest | null): Held {
  const saved = digest ? compositionOf(digest, digest.audienceOrgIds) : blank
  const kept = loadDraft(draftName(id), isKeptComposition)
  if (!kept) return { written: saved, saved, revision: digest?.revision ?? null, restored: false }
  // The revision it was written on, so that a change made meanwhile by another is noticed.
  return { written: rekeyed(kept.written), saved, revision: kept.revision, restored: true }
}

/** Reading the digest, and what is written on top of it. */
function useWritten(id: string | null) {
  const query = useQuery('digests.get', id === null ? null : { params: { id } })
  const [held, setHeld] = useState<Held | null>(() => (id === null ? startOf(null, null) : null))
  const loaded = query.data
  if (held === null && loaded !== null) setHeld(startOf(id, loaded))
  return { query, held, setHeld }
}

/** Writing one digest: keeps every keystroke on the device, saves, hands in, settles conflicts. */
export function useComposer(startId: string | null): Composer {
  const { query, held, setHeld } = useWritten(startId)
  const [digest, setDigest] = useState<Digest | null>(null)
  const [notes, setNotes] = useState<string[]>([])
  const [problem, setProblem] = useState<string | null>(null)
  const [conflict, setConflict] = useState<Digest | null>(null)
  const creating = useMutation('digests.create')
  const [working, setWorking] = useState(false)
  const current = digest ?? query.data
  const id = current?.id ?? startId
  const written = held?.written ?? blank
  const dirty = held !== null && !sameComposition(held.written, held.saved)

  useEffect(() => {
    if (!held) return
    saveDraft(draftName(id), dirty ? { written: held.written, revision: held.revision } : null)
  }, [held, dirty, id])

  const change = (change: Partial<Composition>) => {
    setProblem(null)
    setHeld((old) => old && { ...old, written: { ...old.written, ...change } })
  }
  const stored = (next: Digest) => {
    const saved = compositionOf(next, next.audienceOrgIds)
    if (id === null) {
      saveDraft(draftName(null), null)
      // The address must lead to what was just made, also after a reload.
      if (!isWeapp) {
        window.history.replaceState(null, '', `#${pageUrl('digestEdit', { id: next.id })}`)
      }
    }
    setDigest(next)
    setConflict(null)
    setHeld((old) => ({
      written: old?.written ?? saved,
      saved,
      revision: next.revision,
      restored: false,
    }))
  }

  const send = async (revision: number | null): Promise<Digest | null> => {
    const hindrance = hindersSaving(written)
    if (hindrance) {
      setProblem(hindrance)
      return null
    }
    if (id === null || revision === null) {
      const made = await creating.run({ body: bodyOf(written) })
      if (made) stored(made)
      return made
    }
    setWorking(true)
    setProblem(null)
    try {
      const body = { ...bodyOf(written), revision }
      const next = await api.call('digests.update', { params: { id }, body })
      stored(next)
      return next
    } catch (error) {
      const failure = failureOf(error)
      if (failure.code === 'request.conflict') {
        setConflict(await api.call('digests.get', { params: { id } }).catch(() => null))
      }
      setProblem(sentenceOf(failure))
      return null
    } finally {
      setWorking(false)
    }
  }
  const save = () => send(held?.revision ?? null)
  const submit = async () => {
    const hindrance = hindersSubmitting(written)
    if (hindrance) return setProblem(hindrance)
    const ready = dirty || id === null ? await save() : current
    if (!ready) return
    setWorking(true)
    try {
      const params = { id: ready.id }
      await api.call('digests.submit', { params, body: { revision: ready.revision } })
      toast('送审了，请别的同志看')
      replaceWith(pageUrl('deskDigest', params))
    } catch (error) {
      setProblem(failureOf(error).message)
    } finally {
      setWorking(false)
    }
  }

  return {
    query: startId === null ? nothingToRead : query,
    digest: current,
    written,
    change,
    takeImport: async (imported) => {
      const kept = written.points.length > 0 || written.title.trim() !== ''
      const question = {
        title: '换成新读到的？',
        text: '现在的标题和要点会被换掉，发到哪里不变。',
        yes: '换',
      }
      if (kept && !(await confirm(question))) return
      change(compositionOf(imported, written.audienceOrgIds))
      setNotes(imported.notes)
    },
    notes,
    dirty,
    restored: held?.restored ?? false,
    save: async () => {
      const done = await save()
      if (done) toast('存好了')
      return done
    },
    submit,
    busy: creating.busy || working,
    problem: problem ?? creating.failure?.message ?? null,
    conflict,
    keepMine: async () => {
      if (conflict && (await send(conflict.revision))) toast('按您写的存好了')
    },
    takeTheirs: async () => {
      if (!conflict) return
      const question = { title: '换成最新的？', text: '您这次写的会丢掉。', yes: '换成最新的' }
      if (!(await confirm(question))) return
      const saved = compositionOf(conflict, conflict.audienceOrgIds)
      setHeld({ written: saved, saved, revision: conflict.revision, restored: false })
      setDigest(conflict)
      setConflict(null)
      setProblem(null)
    },
  }
}
