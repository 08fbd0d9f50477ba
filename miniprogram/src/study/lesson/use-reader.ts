import Taro, { useDidHide, useDidShow } from '@tarojs/taro'
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
  sendReading,
  sendReadings,
  type Progress,
  type StudyLesson,
} from '@/lesson/reading'
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
  // First what waits from last time, so that the answer knows of it.
  await sendReadings()
  try {
    const lesson = await api.call('study.get', { params: { id } })
    keepLesson(lesson)
    return { lesson, kept: false }
  } catch (error) {
    const known = keptLesson(id)
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
export function useReading(lesson: StudyLesson) {
  const [progress, setProgress] = useState<Progress>(lesson.progress)
  const [waiting, setWaiting] = useState(false)
  const playing = useRef<number | null>(null)
  const shown = useRef(true)
  const { id, version } = lesson

  const send = useCallback(async () => {
    const told = await sendReading(id, version)
    if (told) setProgress(told)
    return told !== null
  }, [id, version])

  useDidShow(() => {
    shown.current = true
  })
  useDidHide(() => {
    shown.current = false
    playing.current = null
    void send()
  })

  useEffect(() => {
    if (lesson.ticket === null) return
    let sinceSent = 0
    // What the server knew at the beginning, and what was counted since.
    const seconds = lesson.blocks.map((_, index) => lesson.progress.dwell[index] ?? 0)
    const isRead = (index: number) =>
      (seconds[index] ?? 0) >= (lesson.blocks[index]?.neededSeconds ?? 0)
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
      seconds[block] = (seconds[block] ?? 0) + 1
      countSecond(lesson, block)
      sinceSent += 1
      const justRead = !wasRead && isRead(block)
      if (sinceSent < sendEverySeconds && !justRead) return
      sinceSent = 0
      setWaiting(!(await send()))
    }
    const timer = setInterval(() => void tick(), tickMs)
    return () => {
      clearInterval(timer)
      void send()
    }
  }, [lesson, send])

  useEffect(() => {
    const again = ({ isConnected }: { isConnected: boolean }) => {
      if (isConnected) void send().then((arrived) => arrived && setWaiting(false))
    }
    Taro.onNetworkStatusChange?.(again)
    return () => Taro.offNetworkStatusChange?.(again)
  }, [send])

  const onPlaying = useCallback((block: number, now: boolean) => {
    if (now) playing.current = block
    else if (playing.current === block) playing.current = null
  }, [])
  return { progress, waiting, onPlaying }
}
