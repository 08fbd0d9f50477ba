import Taro, { useRouter } from '@tarojs/taro'
import { useState } from 'react'
import { metresBetween, type MapPoint } from '@lianxin/shared'
import { api } from '@/api/client'
import { useMe } from '@/api/session'
import { usePages } from '@/api/use-pages'
import { useQuery } from '@/api/use-query'
import { pageUrl } from '@/lib/navigate'
import { useShownAgain } from '@/lib/use-shown-again'
import { Button } from '@/ui/button'
import { Link } from '@/ui/link'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { Page } from '@/ui/page'
import { EmptyState } from '@/ui/states'
import { ShiftCard } from '../parts/shift-card'
import type { Shift } from '../parts/shift-words'
import { everything, Find, type Span, type Wanted } from './find'

const DAY_MS = 86_400_000

/** The Shanghai day in `days` days. */
function dayIn(days: number): string {
  return new Date(Date.now() + days * DAY_MS + 8 * 3_600_000).toISOString().slice(0, 10)
}

/** From when to when, as the list is asked; on a Sunday this weekend is that day alone. */
function daysOf(span: Span): { from?: string; to?: string } {
  if (span === 'all') return {}
  if (span === 'week') return { to: dayIn(7) }
  const weekday = new Date(dayIn(0)).getUTCDay()
  const sunday = (7 - weekday) % 7
  return { from: dayIn(Math.max(0, sunday - 1)), to: dayIn(sunday) }
}

/** How far a date is; it is worked out here, so that where the phone is stays on the phone. */
function metresTo({ point }: Shift, here: MapPoint | null): number | null {
  return point && here && metresBetween(point, here)
}

function nearFirst(items: readonly Shift[], here: MapPoint | null): Shift[] {
  if (!here) return [...items]
  const far = (shift: Shift) => metresTo(shift, here) ?? Number.POSITIVE_INFINITY
  return [...items].sort((a, b) => far(a) - far(b))
}

function BranchDays() {
  const query = useQuery('me.branchEvents', { query: { limit: 20 } })
  const days = query.data?.items.filter(({ kind }) => kind === 'party_day') ?? []
  if (days.length === 0) return null
  return (
    <section>
      <h2 className="lx-section">支部的主题党日</h2>
      {days.map((shift) => (
        <ShiftCard key={shift.id} shift={shift} />
      ))}
    </section>
  )
}

/** 志愿: what is to come, soonest or nearest first. Anybody may look. */
function VolunteerListPage() {
  const me = useMe()
  const { team: teamName = '', teamId = '' } = useRouter().params
  const [wanted, setWanted] = useState<Wanted>(everything)
  const [here, setHere] = useState<MapPoint | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const list = usePages(JSON.stringify({ wanted, teamId }), (cursor) =>
    api.call('events.publicList', {
      query: {
        limit: 20,
        ...(cursor === undefined ? {} : { cursor }),
        ...daysOf(wanted.span),
        ...(wanted.free ? { free: 'yes' as const } : {}),
        ...(wanted.q ? { q: wanted.q } : {}),
        ...(wanted.age ? { age: Number(wanted.age) } : {}),
        ...(teamId ? { teamId } : {}),
      },
    }),
  )
  useShownAgain(list.first.reload)

  async function sortByDistance() {
    try {
      const { latitude, longitude } = await Taro.getLocation({ type: 'gcj02' })
      setHere({ lat: latitude, lng: longitude })
      setProblem(null)
    } catch {
      setProblem('没有拿到手机的位置，先按时间排着。')
    }
  }

  return (
    <Page title="志愿" here="volunteer">
      <h1 className="lx-title">{teamId && teamName ? `${teamName}的班次` : '志愿服务'}</h1>
      <p className="lx-subtitle">挑个时间，点一下就报上名。</p>
      <p>
        <Link className="lx-more" to={pageUrl('myVolunteering')}>
          我的志愿
        </Link>
      </p>
      <Find value={wanted} onChange={setWanted} />
      <div className="lx-acts">
        <Button kind="secondary" onClick={() => (here ? setHere(null) : void sortByDistance())}>
          {here ? '按时间排' : '离我近的在前'}
        </Button>
      </div>
      {here ? <p className="lx-muted">距离在您手机上算，位置不会发出去。</p> : null}
      {problem ? <p className="lx-muted">{problem}</p> : null}
      <Loading query={list.first}>
        {() =>
          list.items.length > 0 ? (
            <>
              {nearFirst(list.items, here).map((shift) => (
                <ShiftCard key={shift.id} shift={shift} metres={metresTo(shift, here)} />
              ))}
              <MoreButton pages={list} />
            </>
          ) : (
            <EmptyState
              title="没有这样的班次"
              text="换个时间或条件看看；社区一安排，就放在这里。"
            />
          )
        }
      </Loading>
      {me ? <BranchDays key={me.id} /> : null}
    </Page>
  )
}

export default VolunteerListPage
