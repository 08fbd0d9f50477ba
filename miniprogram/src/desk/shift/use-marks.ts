import { useCallback, useEffect, useState } from 'react'
import { onNetworkBack } from '@/lib/on-network'
import { useShownAgain } from '@/lib/use-shown-again'
import { dropMark, marksHere, noteMark, sendMarks, type Mark } from './marks'

/** Tried again this often while something waits: a phone does not always notice that it is back. */
const AGAIN_MS = 15_000

export interface Marks {
  /** Of this date: what waits, and what was refused and why. */
  marks: Mark[]
  /** How many wait to be sent, of every date. */
  waiting: number
  /** No room on this device. */
  full: boolean
  note: (personId: string, way: Mark['way'], at?: string) => void
  drop: (mark: Mark) => void
  send: () => void
}

/**
 * The organizer's marks of one date: noted on this device at once, sent as soon as there is a network.
 * @param onSent called after the server has taken some
 */
export function useMarks(eventId: string, onSent: () => void): Marks {
  const [marks, setMarks] = useState(marksHere)
  const [full, setFull] = useState(false)
  const waiting = marks.filter(({ why }) => why === null).length

  const send = useCallback(async () => {
    const before = marksHere().filter(({ why }) => why === null).length
    await sendMarks()
    const now = marksHere()
    setMarks(now)
    if (now.filter(({ why }) => why === null).length < before) onSent()
  }, [onSent])

  const note = (personId: string, way: Mark['way'], at?: string) => {
    setFull(!noteMark({ eventId, personId, way }, at))
    setMarks(marksHere())
    void send()
  }
  const drop = (mark: Mark) => {
    dropMark(mark)
    setMarks(marksHere())
  }

  useEffect(() => {
    void send()
    return onNetworkBack(() => void send())
  }, [send])
  useShownAgain(() => void send())
  useEffect(() => {
    if (waiting === 0) return
    const timer = setInterval(() => void send(), AGAIN_MS)
    return () => clearInterval(timer)
  }, [waiting, send])

  return {
    marks: marks.filter((mark) => mark.eventId === eventId),
    waiting,
    full,
    note,
    drop,
    send: () => void send(),
  }
}
