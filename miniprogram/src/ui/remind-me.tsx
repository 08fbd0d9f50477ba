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

/** How many reminders a matter still has, and getting another one. */
function useReminders(ticketId: string, templates: readonly string[]) {
  const known = useQuery('me.reminder', { params: { id: ticketId } })
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
      setNewer(await tellAgreement(ticketId, agreement))
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

function Offer({ ticketId, templates }: { ticketId: string; templates: readonly string[] }) {
  const { state, problem, busy, remind, again } = useReminders(ticketId, templates)
  if (!state || (!state.open && state.waiting === 0)) return null
  const agreed = state.waiting > 0
  return (
    <Card>
      <div role="status">
        {agreed
          ? `记下了，有进展时微信会提醒您（还有 ${state.waiting} 次）。`
          : '有答复时，微信告诉您一声。只说编号和办到哪一步，不说是什么事。'}
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
            {again ? '再试一次' : agreed ? '再加一次提醒' : '有答复时提醒我'}
          </Button>
        </div>
      ) : null}
    </Card>
  )
}

/**
 * 有答复时提醒我: one tap is one message. Only in WeChat, for somebody whose WeChat is bound, where
 * the deployment has templates; elsewhere nothing.
 */
export function RemindMe({ ticketId }: { ticketId: string }) {
  const { reminderTemplates } = useClientConfig()
  const me = useMe()
  if (!isWeapp || !me?.wechatBound || reminderTemplates.length === 0) return null
  if (!Taro.canIUse('requestSubscribeMessage')) return null
  return <Offer ticketId={ticketId} templates={reminderTemplates} />
}
