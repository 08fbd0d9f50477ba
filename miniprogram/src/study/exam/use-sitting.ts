import { useCallback, useEffect, useRef, useState } from 'react'
import { api } from '@/api/client'
import { failureOf } from '@/api/failure'
import { onNetworkBack } from '@/lib/on-network'
import { useShownAgain } from '@/lib/use-shown-again'
import {
  deviceKey,
  forgetAnswers,
  keepAnswer,
  openAnswers,
  sendAnswers,
  type Attempt,
  type KeptAnswers,
} from './answers'

const tickMs = 1000
/** Somebody who types is not asked for the network with every letter. */
const restMs = 600
const againEverySeconds = 5

const unsent = (answers: KeptAnswers) => Object.values(answers).filter(({ sent }) => !sent).length

/** An exam being sat: its answers, its clock, and what the network makes of them. */
export interface Sitting {
  attempt: Attempt
  answers: KeptAnswers
  secondsLeft: number
  /** Answers that this device has and the server has not. */
  waiting: number
  /** The last try to send them did not arrive. */
  offline: boolean
  /** Another device has taken over. */
  elsewhere: boolean
  busy: boolean
  problem: string | null
  answer: (questionId: string, response: string[]) => void
  submit: () => Promise<void>
  /** Goes on with this device. */
  takeOver: () => Promise<void>
}

/**
 * Sits an attempt. Answers are kept on the device first, sent after a moment, and again until they
 * have arrived; the clock is the server's.
 */
export function useSitting(opened: Attempt): Sitting {
  const [attempt, setAttempt] = useState(opened)
  const [answers, setAnswers] = useState<KeptAnswers>(() =>
    opened.result ? {} : openAnswers(opened),
  )
  const [endsAtMs, setEndsAtMs] = useState(() => Date.now() + opened.secondsLeft * 1000)
  const [nowMs, setNowMs] = useState(() => Date.now())
  const [offline, setOffline] = useState(false)
  const [elsewhere, setElsewhere] = useState(false)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const sending = useRef<Promise<KeptAnswers> | null>(null)
  const resting = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const { id, examId } = attempt
  const over = attempt.result !== null

  const take = useCallback((fresh: Attempt) => {
    setAttempt(fresh)
    setEndsAtMs(Date.now() + fresh.secondsLeft * 1000)
    if (fresh.result) forgetAnswers(fresh.id)
  }, [])

  const look = useCallback(async () => {
    try {
      take(await api.call('attempts.get', { params: { id } }))
    } catch {
      // Without a network it is looked at again when there is one.
    }
  }, [id, take])

  const send = useCallback((): Promise<KeptAnswers> => {
    sending.current ??= (async () => {
      const sent = await sendAnswers(id)
      setAnswers(sent.answers)
      setOffline(!sent.arrived)
      if (sent.secondsLeft !== null) setEndsAtMs(Date.now() + sent.secondsLeft * 1000)
      if (sent.refused === 'other_device') setElsewhere(true)
      if (sent.refused === 'over') await look()
      return sent.answers
    })().finally(() => {
      sending.current = null
    })
    return sending.current
  }, [id, look])

  const answer = useCallback(
    (questionId: string, response: string[]) => {
      setAnswers(keepAnswer(id, questionId, response))
      clearTimeout(resting.current)
      resting.current = setTimeout(() => void send(), restMs)
    },
    [id, send],
  )

  const waiting = unsent(answers)
  const stuck = useRef({ waiting, endsAtMs })
  useEffect(() => {
    stuck.current = { waiting, endsAtMs }
  })

  useEffect(() => {
    if (over || elsewhere) return
    let seconds = 0
    const timer = setInterval(() => {
      seconds += 1
      setNowMs(Date.now())
      const isUp = Date.now() >= stuck.current.endsAtMs
      if (seconds % againEverySeconds !== 0) return
      if (isUp) void look()
      else if (stuck.current.waiting > 0) void send()
    }, tickMs)
    return () => {
      clearInterval(timer)
      clearTimeout(resting.current)
    }
  }, [elsewhere, look, over, send])

  useShownAgain(() => {
    // A phone that slept has lost count of the seconds.
    if (!over) void look()
  })

  useEffect(() => onNetworkBack(() => void send()), [send])

  async function during(work: () => Promise<void>): Promise<void> {
    setBusy(true)
    setProblem(null)
    try {
      await work()
    } catch (error) {
      setProblem(failureOf(error).message)
    } finally {
      setBusy(false)
    }
  }

  const submit = () =>
    during(async () => {
      clearTimeout(resting.current)
      // One round may have begun before the last answer: the second one takes it along.
      await send()
      const left = unsent(await send())
      if (left > 0) {
        setProblem(`还有 ${left} 题没存上。答案在这部手机上，连上网再交。`)
        return
      }
      take(await api.call('attempts.submit', { params: { id }, body: { device: deviceKey() } }))
    })

  const takeOver = () =>
    during(async () => {
      const body = { device: deviceKey(), takeOver: true }
      const fresh = await api.call('attempts.start', { params: { id: examId }, body })
      take(fresh)
      setAnswers(openAnswers(fresh))
      setElsewhere(false)
    })

  const secondsLeft = Math.max(0, Math.ceil((endsAtMs - nowMs) / 1000))
  return {
    attempt,
    answers,
    secondsLeft,
    waiting,
    offline,
    elsewhere,
    busy,
    problem,
    answer,
    submit,
    takeOver,
  }
}
