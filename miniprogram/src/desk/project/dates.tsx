import { useQuery } from '@/api/use-query'
import { dayWithWeekday } from '@/lib/dates'
import { Badge } from '@/ui/badge'
import { Card } from '@/ui/card'
import { Loading } from '@/ui/loading'
import { useLater } from '../parts/use-later'
import { whenOf, type Wish } from './wish'

const warnings = { worked_weekend: '调休上班', holiday: '放假' } as const
const SHOWN = 12

/** `2027年1月2日 星期六`; the year only where it is another one. */
function dayWords(day: string, thisYear: string): string {
  const year = day.slice(0, 4)
  return `${year === thisYear ? '' : `${year}年`}${dayWithWeekday(new Date(`${day}T12:00:00+08:00`))}`
}

/** On which days it will be, while somebody is still choosing. */
export function Dates({ wish }: { wish: Wish }) {
  const body = useLater(JSON.stringify(whenOf(wish)))
  const when = JSON.parse(body) as ReturnType<typeof whenOf>
  const preview = useQuery('projects.preview', when && { body: when })
  return (
    <Card title="会是哪些天">
      <div role="status">
        {when === null ? <p className="lx-muted">选了日子，这里就排出来。</p> : null}
        <Loading query={preview} cards={1}>
          {({ words, days, knownThrough }) => {
            const thisYear = (days[0]?.day ?? knownThrough).slice(0, 4)
            const last = days.at(-1)?.day ?? ''
            return (
              <>
                <p className="dk-strong">{when?.rule ? words : `一共 ${days.length} 天`}</p>
                {days.length === 0 ? (
                  <p className="dk-warn">这样一年里一天也没有，请换个日子或规律。</p>
                ) : null}
                <ul className="dk-days">
                  {days.slice(0, SHOWN).map(({ day, warning }) => (
                    <li key={day} className="dk-days__one">
                      <span>{dayWords(day, thisYear)}</span>
                      {warning ? <Badge tone="soon">{warnings[warning]}</Badge> : null}
                    </li>
                  ))}
                </ul>
                {days.length > SHOWN ? (
                  <p className="lx-muted">{`往后一年里还有 ${days.length - SHOWN} 天。`}</p>
                ) : null}
                {last > knownThrough ? (
                  <p className="lx-muted">
                    {`${Number(knownThrough.slice(0, 4)) + 1} 年怎么放假还没公布，那以后的日子到时再看一眼。`}
                  </p>
                ) : null}
              </>
            )
          }}
        </Loading>
      </div>
    </Card>
  )
}
