import { useEffect, useState } from 'react'
import { api } from '@/api/client'
import { failureOf, sentenceOf } from '@/api/failure'
import { useMutation } from '@/api/use-mutation'
import { useLoaded, type Query } from '@/api/use-query'
import { pageUrl } from '@/lib/navigate'
import { isWeapp } from '@/lib/platform'
import { confirm, toast } from '@/ui/feedback'
import { loadDraft, saveDraft } from '../parts/drafts'
import type { ChosenFile } from '../parts/transfer'
import { isKeptWriting, restored, type KeptWriting } from './kept-writing'
import { readIn } from './read-in'
import {
  bodyOf,
  emptyLesson,
  problemOf,
  sameWriting,
  writtenOf,
  type DeskLesson,
  type Written,
} from './writing'

/** What is changed; a function sees what was typed while a file was on its way. */
export type Change = Partial<Written> | ((now: Written) => Partial<Written>)

/** A lesson being written. */
export interface LessonWork {
  query: Query<DeskLesson | 'new'>
  lesson: DeskLesson | null
  written: Written
  change: (change: Change) => void
  dirty: boolean
  /** What was left unsaved the last time is shown again. */
  isRestored: boolean
  /** Back to what is saved. */
  drop: () => Promise<void>
  busy: boolean
  problem: string | null
  /** Someone else changed it meanwhile: theirs, as it is now. */
  conflict: DeskLesson | null
  keepMine: () => Promise<void>
  takeTheirs: () => Promise<void>
  notes: string[]
  read: (files: ChosenFile[]) => Promise<void>
  save: () => Promise<DeskLesson | null>
  publish: (audienceOrgIds: string[]) => Promise<void>
  withdraw: () => Promise<void>
}

const draftName = (id: string | null) => `lesson/${id ?? 'new'}`

interface Held {
  lesson: DeskLesson | null
  written: Written
  /** As the server has it. */
  saved: Written
  /** That `written` changes; null = not saved yet. */
  revision: number | null
  isRestored: boolean
}

function fresh(lesson: DeskLesson | null): Held {
  const saved = lesson ? writtenOf(lesson) : emptyLesson
  return { lesson, written: saved, saved, revision: lesson?.revision ?? null, isRestored: false }
}

function startOf(id: string | null, lesson: DeskLesson | null): { held: Held; notes: string[] } {
  const held = fresh(lesson)
  const kept = loadDraft(draftName(id), isKeptWriting)
  if (!kept) return { held, notes: [] }
  const { written, lost } = restored(kept, lesson, Date.now())
  const notes = lost > 0 ? [`有 ${lost} 段的文件放了一天没存，要请您重新传。`] : []
  // The revision it was written on, so that a change made meanwhile by another is noticed.
  return { held: { ...held, written, revision: kept.revision, isRestored: true }, notes }
}

/** Keeps what is typed on this device until it is saved. */
function useKeeping(id: string | null, held: Held | null, dirty: boolean): void {
  useEffect(() => {
    if (!held) return
    const { written, revision } = held
    const kept: KeptWriting = { written, revision }
    saveDraft(draftName(id), dirty ? kept : null)
  }, [dirty, held, id])
}

/** Reading the lesson, and what is written on top of it. */
function useWriting(startId: string | null) {
  const query = useLoaded<DeskLesson | 'new'>(`desk-lesson ${startId}`, async () =>
    startId ? api.call('lessons.get', { params: { id: startId } }) : 'new',
  )
  const [held, setHeld] = useState<Held | null>(null)
  const [notes, setNotes] = useState<string[]>([])
  if (held === null && query.data !== null) {
    const start = startOf(startId, query.data === 'new' ? null : query.data)
    setHeld(start.held)
    setNotes(start.notes)
  }
  const id = held?.lesson?.id ?? startId
  const dirty = held !== null && !sameWriting(held.written, held.saved)
  useKeeping(id, held, dirty)

  const change = (change: Change) =>
    setHeld((old) => {
      if (!old) return old
      const more = typeof change === 'function' ? change(old.written) : change
      return { ...old, written: { ...old.written, ...more } }
    })
  /** @param sent what the server was sent; what was typed since then stays as it is */
  const stored = (next: DeskLesson, sent: Written) => {
    if (id === null) {
      saveDraft(draftName(null), null)
      // The address must lead to what was just made, also after a reload.
      if (!isWeapp)
        window.history.replaceState(null, '', `#${pageUrl('lessonEdit', { id: next.id })}`)
    }
    const saved = writtenOf(next, sent.blocks)
    setHeld((old) => ({
      lesson: next,
      written: old && old.written !== sent ? old.written : saved,
      saved,
      revision: next.revision,
      isRestored: false,
    }))
  }
  return { query, held, setHeld, notes, setNotes, id, dirty, change, stored }
}

/** Saves what is written, and settles what others changed meanwhile. */
function useSaving(writing: ReturnType<typeof useWriting>) {
  const { held, setHeld, id, stored } = writing
  const [problem, setProblem] = useState<string | null>(null)
  const [conflict, setConflict] = useState<DeskLesson | null>(null)
  const [working, setWorking] = useState(false)
  const creating = useMutation('lessons.create')
  const written = held?.written ?? emptyLesson

  async function lookAgain(): Promise<void> {
    if (!id) return
    try {
      setConflict(await api.call('lessons.get', { params: { id } }))
    } catch {
      // Then the sentence of the refusal is all there is to say.
    }
  }
  async function during(work: () => Promise<void>): Promise<void> {
    setWorking(true)
    setProblem(null)
    try {
      await work()
    } catch (error) {
      const failure = failureOf(error)
      if (failure.code === 'request.conflict') await lookAgain()
      setProblem(sentenceOf(failure))
    } finally {
      setWorking(false)
    }
  }
  async function send(revision: number | null): Promise<DeskLesson | null> {
    const missing = problemOf(written)
    setProblem(missing)
    if (missing) return null
    const body = bodyOf(written)
    if (id === null || revision === null) {
      const made = await creating.run({ body })
      if (made) stored(made, written)
      return made
    }
    const sent: { next: DeskLesson | null } = { next: null }
    await during(async () => {
      sent.next = await api.call('lessons.update', { params: { id }, body: { ...body, revision } })
      setConflict(null)
      stored(sent.next, written)
    })
    return sent.next
  }
  return {
    busy: creating.busy || working,
    problem: problem ?? (creating.failure ? sentenceOf(creating.failure) : null),
    clear: () => setProblem(null),
    conflict,
    during,
    send,
    async keepMine() {
      if (conflict && (await send(conflict.revision))) toast('按您写的存好了')
    },
    async takeTheirs() {
      if (!conflict) return
      const question = { title: '换成最新的？', text: '您这次写的会丢掉。', yes: '换成最新的' }
      if (!(await confirm(question))) return
      setHeld(fresh(conflict))
      setConflict(null)
      setProblem(null)
    },
  }
}

/** @param startId null = a new one */
export function useLessonWork(startId: string | null): LessonWork {
  const writing = useWriting(startId)
  const { query, held, setHeld, notes, setNotes, dirty } = writing
  const { during, send, clear, ...saving } = useSaving(writing)
  const lesson = held?.lesson ?? null

  const change = (change: Change) => {
    clear()
    writing.change(change)
  }
  const take = (next: DeskLesson) => setHeld((old) => old && { ...old, lesson: next })
  const save = async () => (lesson && !dirty ? lesson : send(held?.revision ?? null))
  return {
    ...saving,
    query,
    lesson,
    written: held?.written ?? emptyLesson,
    change,
    dirty,
    isRestored: held?.isRestored ?? false,
    async drop() {
      const question = { title: '换回存好的？', text: '这次没存的会丢掉。', yes: '换回存好的' }
      if (await confirm(question)) setHeld(fresh(lesson))
    },
    notes,
    async read(files) {
      const { content, notes: found } = await readIn(files)
      change(writtenOf(content))
      setNotes(found)
    },
    save,
    async publish(audienceOrgIds) {
      const ready = await save()
      if (!ready) return
      await during(async () => {
        const body = { revision: ready.revision, audienceOrgIds }
        take(await api.call('lessons.publish', { params: { id: ready.id }, body }))
        toast('发布了')
      })
    },
    async withdraw() {
      const sure = await confirm({
        title: '撤下这一课？',
        text: '大家就看不到了；已经学完的，照样算数。',
        yes: '撤下',
      })
      if (!sure || !lesson) return
      await during(async () =>
        take(await api.call('lessons.withdraw', { params: { id: lesson.id } })),
      )
    },
  }
}
