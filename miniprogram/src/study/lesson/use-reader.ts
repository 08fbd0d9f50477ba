import { useDidHide, useDidShow } from '@tarojs/taro'
import { useCallback, useEffect, useRef, useState } from 'react'
import { ApiError } from '@lianxin/shared/client'
import { api, namelessApi } from '@/api/client'
import { useMe } from '@/api/session'
import { useLoaded, type Query } from '@/api/use-query'
import { blocksInView, blockToCount } from '@/lesson/in-view'
import {
  countSecond,
  keepLesson,
  keptLesson,
  progressHere,
  sendReading,
  sendReadings,
  type Progress,
  type StudyLesson,
} from '@/lesson/reading'
import { onNetworkBack } from '@/lib/on-network'
import { isWeapp } from '@/lib/platform'

const tickMs = 1000
const sendEverySeconds = 15

/** A lesson to read; who is not signed in reads it as everybody, without progress. */
export interface Opened {
  lesson: StudyLesson
  /** It comes from this device, because there was no network. */
  kept: boolean
}

async function open(id: string, signedIn: boolean): Promise<Opened> {
  if (!signedIn) {
    const lesson = await namelessApi.call('lessons.publicGet', { params: { id } })
    const progress = {
      version: lesson.version,
      dwell: [],
      percent: 0,
      block: 0,
      quiz: 'none' as const,
      completedAt: null,
    }
    return { lesson: { ...lesson, ticket: null, progress }, kept: false }
  }
  const known = keptLesson(id)
  // First what waits from last time, so that the answer knows of it; where that does not arrive, the
  // lesson would not either.
  const sent = await sendReadings(id)
  if (known && sent === 'waits') return { lesson: known, kept: true }
  try {
    const lesson = await api.call('study.get', { params: { id } })
    keepLesson(lesson)
    void sendReadings()
    return { lesson, kept: false }
  } catch (error) {
    const isGone = error instanceof ApiError && error.status < 500
    if (known && !isGone) return { lesson: known, kept: true }
    throw error
  }
}

/** The lesson of this address, from the server or, without a network, from this device. */
export function useLesson(id: string | undefined): Query<Opened> {
  const me = useMe()
  return useLoaded(id ? `lesson ${id} ${me?.id ?? ''}` : null, () => open(id ?? '', me !== null))
}

const isHidden = () => !isWeapp && document.visibilityState === 'hidden'

/**
 * Counts how long each block is before the reader's eyes (or in the ears), tells the server every
 * 15 seconds and when the page is left.
 * @returns progress as it stands, and whether the last report is still waiting for a network
 */
export function useReading({ lesson, kept }: Opened) {
  const [progress, setProgress] = useState<Progress>(() => progressHere(lesson, lesson.progress))
  const [waiting, setWaiting] = useState(kept)
  const playing = useRef<number | null>(null)
  const shown = useRef(true)
  const { id, version } = lesson

  /** Seconds by block: what the server said, and what was counted since. */
  const seconds = useRef(progress.dwell)
  const take = useCallback((told: Progress) => {
    seconds.current = told.dwell
    setProgress(told)
  }, [])

  const send = useCallback(async () => {
    const sent = await sendReading(id, version)
    if (sent.state === 'told') take(sent.progress)
    if (sent.state === 'waits') setProgress((told) => progressHere(lesson, told))
    setWaiting(sent.state === 'waits')
  }, [id, lesson, take, version])

  useDidHide(() => {
    shown.current = false
    playing.current = null
    void send()
  })
  useDidShow(() => {
    const isBack = !shown.current
    shown.current = true
    // Back from the quiz, for example: that may have finished it.
    const look = async () => {
      await send()
      const now = await api.call('study.get', { params: { id } })
      if (now.version === version) take(now.progress)
    }
    if (isBack && lesson.ticket !== null) look().catch(() => undefined)
  })

  useEffect(() => {
    if (lesson.ticket === null) return
    let sinceSent = 0
    const secondsOf = (index: number) => seconds.current[index] ?? 0
    const isRead = (index: number) => secondsOf(index) >= (lesson.blocks[index]?.neededSeconds ?? 0)
    const countsInView = (index: number) => {
      const block = lesson.blocks[index]
      const isRecording = block?.kind === 'audio' || block?.kind === 'video'
      return !isRecording || block.transcript !== ''
    }
    const tick = async () => {
      if (!shown.current || isHidden()) return
      const inView = (await blocksInView()).filter(({ index }) => countsInView(index))
      const block = playing.current ?? blockToCount(inView, isRead)
      if (block === null) return
      const wasRead = isRead(block)
      seconds.current = lesson.blocks.map((_, at) => secondsOf(at) + (at === block ? 1 : 0))
      countSecond(lesson, block)
      sinceSent += 1
      const justRead = !wasRead && isRead(block)
      if (sinceSent < sendEverySeconds && !justRead) return
      sinceSent = 0
      await send()
    }
    const timer = setInterval(() => void tick(), tickMs)
    return () => {
      clearInterval(timer)
      void send()
    }
  }, [lesson, send])

  useEffect(() => onNetworkBack(() => void send()), [send])

  const onPlaying = useCallback((block: number, now: boolean) => {
    if (now) playing.current = block
    else if (playing.current === block) playing.current = null
  }, [])
  return { progress, waiting, onPlaying }
}
