import { useEffect, useState } from 'react'
import type { InputOf, OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { failureOf, sentenceOf } from '@/api/failure'
import { useQuery, type Query } from '@/api/use-query'
import { confirm, toast } from '@/ui/feedback'
import type { Schedule } from './cron-choices'

export type Digest = OutputOf<'digests.get'>
type Missed = InputOf<'digests.settleMissed'>['body']['decision']
type Command = InputOf<'digests.control'>['body']['command']

export interface DigestWork {
  query: Query<Digest>
  digest: Digest | null
  busy: boolean
  problem: string | null
  approve: () => Promise<void>
  reject: (note: string) => Promise<boolean>
  /** The sentence that asks for a reason; null while none is asked for. */
  reasonAsked: string | null
  schedule: (schedule: Schedule, reason: string) => Promise<boolean>
  settleMissed: (decision: Missed, reason?: string) => Promise<boolean>
  control: (command: Command) => Promise<void>
}

/** Asked once before what cannot be taken back. */
const questions: Partial<Record<Command, { title: string; text: string; yes: string }>> = {
  cancel: {
    title: '取消这一期？',
    text: '还没发的群不再发，已经发出去的收不回来。',
    yes: '取消发送',
  },
}

const done: Record<Command, string> = {
  pause: '停下了，没发的先不发',
  resume: '接着发',
  cancel: '取消了',
}

/** How often a digest that is going out is looked at again. */
const refreshMs = 3000

/** One digest after it was written: judging, timing, watching it go out. */
export function useDigest(id: string, inFront: boolean): DigestWork {
  const query = useQuery('digests.get', { params: { id } })
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const [reasonAsked, setReasonAsked] = useState<string | null>(null)
  const digest = query.data
  const { reload } = query
  const moving = digest?.state === 'sending' || digest?.state === 'scheduled'

  useEffect(() => {
    if (!moving || !inFront) return
    const timer = setInterval(() => {
      if (document.visibilityState !== 'hidden') reload()
    }, refreshMs)
    return () => clearInterval(timer)
  }, [moving, inFront, reload])

  const attempt = async (work: (now: Digest) => Promise<unknown>, said: string) => {
    if (!digest || busy) return false
    setBusy(true)
    setProblem(null)
    try {
      await work(digest)
      setReasonAsked(null)
      toast(said)
      return true
    } catch (error) {
      const failure = failureOf(error)
      if (failure.code === 'digest.reason_needed') {
        // Asked for where it can be written, with everything else as it was.
        setReasonAsked(failure.message)
        return false
      }
      setProblem(sentenceOf(failure))
      return false
    } finally {
      setBusy(false)
      reload()
    }
  }
  const params = { id }
  return {
    query,
    digest,
    busy,
    problem,
    reasonAsked,
    approve: async () => {
      await attempt(
        ({ revision }) =>
          api.call('digests.review', { params, body: { decision: 'approve', revision } }),
        '审过了，再定个时间',
      )
    },
    reject: (note) =>
      attempt(
        ({ revision }) =>
          api.call('digests.review', { params, body: { decision: 'reject', revision, note } }),
        '退回去了',
      ),
    schedule: (schedule, reason) =>
      attempt(
        ({ revision }) =>
          api.call('digests.schedule', {
            params,
            body: { revision, schedule, ...(reason ? { reason } : {}) },
          }),
        schedule.kind === 'now' ? '开始发了' : '时间定好了',
      ),
    settleMissed: (decision, reason) =>
      attempt(
        ({ revision }) =>
          api.call('digests.settleMissed', {
            params,
            body: { decision, revision, ...(reason ? { reason } : {}) },
          }),
        decision === 'seen' ? '知道了' : '开始发了',
      ),
    control: async (command) => {
      const question = questions[command]
      if (question && !(await confirm({ ...question, no: '先不' }))) return
      await attempt(() => api.call('digests.control', { params, body: { command } }), done[command])
    },
  }
}
