import { useEffect } from 'react'
import type { OutputOf } from '@lianxin/shared/contract'
import { useQuery } from '@/api/use-query'
import { dayAndTime } from '@/lib/dates'
import type { Digest } from './use-digest'

type Forecast = OutputOf<'digests.forecast'>

/** The forecast in words, a sentence a line; none when nothing is to go out. */
export function forecastWords(forecast: Forecast): string[] {
  const { messages, finishesAt, firstStretch, pause, leftToday, withoutBot } = forecast
  const lines: string[] = []
  if (messages > 0) {
    const end = finishesAt ? `预计 ${dayAndTime(finishesAt)} 发完` : '一年也发不完，请找管理员加号'
    lines.push(`还有 ${messages} 条要发，${end}。`)
  }
  if (messages > 0 && pause) {
    const why = pause.why === 'budget' ? `今天的额度还剩 ${leftToday} 条` : '夜里不打扰'
    lines.push(`${why}：先发 ${firstStretch} 条，剩下的 ${dayAndTime(pause.until)} 接着发。`)
  }
  if (withoutBot > 0) lines.push(`另有 ${withoutBot} 条的群里还没有小桥，拉进群后再发。`)
  return lines
}

const foretold: readonly Digest['state'][] = ['approved', 'scheduled', 'sending']

/** When it will have gone out; asked again as messages go. */
export function ForecastLines({ digest }: { digest: Digest }) {
  const { id, state } = digest
  const isForetold = foretold.includes(state)
  const query = useQuery('digests.forecast', isForetold ? { params: { id } } : null)
  const { reload } = query
  const changes = `${state} ${digest.nextRunAt} ${JSON.stringify(digest.deliveries)}`
  useEffect(() => reload(), [changes, reload])
  if (!query.data) return null
  return (
    <>
      {forecastWords(query.data).map((line) => (
        <p key={line} className="lx-subtitle">
          {line}
        </p>
      ))}
    </>
  )
}
