import { useState } from 'react'
import { api } from '@/api/client'
import { useMutation } from '@/api/use-mutation'
import { useAttempt } from '@/api/use-attempt'
import { useLoaded, type Query } from '@/api/use-query'
import { sentenceOf } from '@/api/failure'
import { confirm, toast } from '@/ui/feedback'
import type { ChosenFile } from '../parts/transfer'
import { readIn } from './read-in'
import { bodyOf, emptyLesson, problemOf, writtenOf, type DeskLesson, type Written } from './writing'

/** A lesson being written. */
export interface LessonWork {
  query: Query<DeskLesson | 'new'>
  lesson: DeskLesson | null
  written: Written
  change: (more: Partial<Written>) => void
  dirty: boolean
  busy: boolean
  problem: string | null
  notes: string[]
  read: (files: ChosenFile[]) => Promise<void>
  save: () => Promise<DeskLesson | null>
  publish: (audienceOrgIds: string[]) => Promise<boolean>
  withdraw: () => Promise<void>
}

/** @param id null = a new one */
export function useLessonWork(id: string | null): LessonWork {
  const query = useLoaded<DeskLesson | 'new'>(`desk-lesson ${id}`, async () =>
    id ? api.call('lessons.get', { params: { id } }) : 'new',
  )
  const [saved, setSaved] = useState<DeskLesson | null>(null)
  const [mine, setMine] = useState<Written | null>(null)
  const [notes, setNotes] = useState<string[]>([])
  const [wrong, setWrong] = useState<string | null>(null)
  const creating = useMutation('lessons.create')
  const updating = useMutation('lessons.update')
  const { busy, problem, attempt } = useAttempt()

  const loaded = query.data === 'new' ? null : query.data
  const lesson = saved ?? loaded
  // Blocks get their keys once, when the lesson comes.
  const [base, setBase] = useState<{ of: DeskLesson | null; written: Written }>({
    of: null,
    written: emptyLesson,
  })
  if (base.of !== lesson) setBase({ of: lesson, written: lesson ? writtenOf(lesson) : emptyLesson })
  const written = mine ?? base.written

  const change = (more: Partial<Written>) => {
    setWrong(null)
    setMine({ ...written, ...more })
  }
  const take = (next: DeskLesson) => {
    setSaved(next)
    setMine(null)
  }

  async function save(): Promise<DeskLesson | null> {
    const missing = problemOf(written)
    setWrong(missing)
    if (missing) return null
    if (lesson && mine === null) return lesson
    const body = bodyOf(written)
    const next = lesson
      ? await updating.run({
          params: { id: lesson.id },
          body: { ...body, revision: lesson.revision },
        })
      : await creating.run({ body })
    if (next) take(next)
    return next
  }

  async function publish(audienceOrgIds: string[]): Promise<boolean> {
    const ready = await save()
    if (!ready) return false
    return attempt(async () => {
      const body = { revision: ready.revision, audienceOrgIds }
      take(await api.call('lessons.publish', { params: { id: ready.id }, body }))
      toast('发布了')
    })
  }

  async function withdraw(): Promise<void> {
    const sure = await confirm({
      title: '撤下这一课？',
      text: '大家就看不到了；已经学完的，照样算数。',
      yes: '撤下',
    })
    if (!sure || !lesson) return
    await attempt(async () =>
      take(await api.call('lessons.withdraw', { params: { id: lesson.id } })),
    )
  }

  async function read(files: ChosenFile[]): Promise<void> {
    const { content, notes: found } = await readIn(files)
    setMine(writtenOf(content))
    setNotes(found)
  }

  const failure = creating.failure ?? updating.failure
  return {
    query,
    lesson,
    written,
    change,
    dirty: mine !== null,
    busy: busy || creating.busy || updating.busy,
    problem: wrong ?? problem ?? (failure ? sentenceOf(failure) : null),
    notes,
    read,
    save,
    publish,
    withdraw,
  }
}
