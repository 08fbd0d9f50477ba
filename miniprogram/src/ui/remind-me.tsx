import Taro from '@tarojs/taro'
import { useState } from 'react'
import { useClientConfig } from '@/api/client-config'
import { failureOf } from '@/api/failure'
import { askToRemind, tellAgreement, type Agreement } from '@/api/remind'
import { useMe } from '@/api/session'
import { useQuery } from '@/api/use-query'
import { isWeapp } from '@/lib/platform'
import { Button } from './button'
import { Card } from './card'
import { Banner } from './states'

type About = 'matter' | 'event'

const words = {
  matter: {
    stateOf: 'me.reminder',
    before: '有答复时，微信告诉您一声。只说编号和办到哪一步，不说是什么事。',
    ask: '有答复时提醒我',
    agreed: '有进展时微信会提醒您',
  },
  event: {
    stateOf: 'me.eventReminder',
    before: '前一天晚上，或者有改动、有空位时，微信告诉您一声。',
    ask: '微信提醒我',
    agreed: '到时候微信会提醒您',
  },
} as const

/** How many reminders there still are, and getting another one. */
function useReminders(about: About, id: string, templates: readonly string[]) {
  const known = useQuery(words[about].stateOf, { params: { id } })
  const [newer, setNewer] = useState<typeof known.data>(null)
  const [untold, setUntold] = useState<Agreement | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)

  const remind = async () => {
    setBusy(true)
    setProblem(null)
    try {
      // What WeChat was told already is only passed on: asking again would be another message.
      const agreement = untold ?? (await askToRemind(templates))
      if (typeof agreement === 'string') {
        setProblem(agreement)
        return
      }
      setUntold(agreement)
      setNewer(await tellAgreement(about, id, agreement))
      setUntold(null)
    } catch (error) {
      const failure = failureOf(error)
      if (!failure.retriable) setUntold(null)
      setProblem(failure.message)
    } finally {
      setBusy(false)
    }
  }
  return { state: newer ?? known.data, problem, busy, remind, again: untold !== null }
}

interface OfferProps {
  about: About
  id: string
  templates: readonly string[]
}

function Offer({ about, id, templates }: OfferProps) {
  const { state, problem, busy, remind, again } = useReminders(about, id, templates)
  const { before, ask, agreed: promise } = words[about]
  if (!state || (!state.open && state.waiting === 0)) return null
  const agreed = state.waiting > 0
  return (
    <Card>
      <div role="status">
        {agreed ? `记下了，${promise}（还有 ${state.waiting} 次）。` : before}
      </div>
      {problem ? <Banner>{problem}</Banner> : null}
      {state.open ? (
        <div className="lx-acts">
          <Button
            kind={agreed ? 'quiet' : 'secondary'}
            wide
            busy={busy}
            onClick={() => void remind()}
          >
            {again ? '再试一次' : agreed ? '再加一次提醒' : ask}
          </Button>
        </div>
      ) : null}
    </Card>
  )
}

/**
 * 有答复时提醒我, or the same for a date: one tap is one message. Only in WeChat, for somebody whose WeChat is bound, where
 * the deployment has templates; elsewhere nothing.
 */
export function RemindMe({ about, id }: { about: About; id: string }) {
  const { reminderTemplates, eventTemplates } = useClientConfig()
  const templates = about === 'matter' ? reminderTemplates : eventTemplates
  const me = useMe()
  if (!isWeapp || !me?.wechatBound || templates.length === 0) return null
  if (!Taro.canIUse('requestSubscribeMessage')) return null
  return <Offer about={about} id={id} templates={templates} />
}
