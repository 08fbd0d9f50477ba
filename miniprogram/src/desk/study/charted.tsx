import { useMemo } from 'react'
import { shanghaiDay } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { useTextSize } from '@/lib/text-size'
import { Card } from '@/ui/card'
import { Chart } from './chart/chart'
import { canCompare, daysOption, unitsHeight, unitsOption } from './chart/options'

type Summary = OutputOf<'studyReports.get'>
const DAYS_HEIGHT = 180

/** How far each unit below is: bars, and the same in a table. */
export function Units({ units }: Pick<Summary, 'units'>) {
  const size = useTextSize()
  const option = useMemo(() => unitsOption(units, size), [units, size])
  if (units.length < 2) return null
  return (
    <Card title="各支部学得怎么样">
      {canCompare(units) ? (
        <>
          <p className="dk-legend" aria-hidden="true">
            <span className="dk-legend__mark dk-legend__mark--done" />
            学完
            <span className="dk-legend__mark dk-legend__mark--begun" />
            开始了，没学完
          </p>
          <Chart option={option} height={unitsHeight(units, size)} />
        </>
      ) : null}
      <div className="dk-scroll">
        <table className="dk-table">
          <thead>
            <tr>
              <th scope="col">支部</th>
              <th scope="col">该学</th>
              <th scope="col">开始</th>
              <th scope="col">学完</th>
            </tr>
          </thead>
          <tbody>
            {units.map(({ id, name, started, finished }) => (
              <tr key={id}>
                <th scope="row">{name}</th>
                <td>{started.of}</td>
                <td>{started.count}</td>
                <td>{finished.count}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  )
}

/** Check-ins by day up to today: a line, and the days that have some in a table. */
export function Days({ checkins }: Pick<Summary, 'checkins'>) {
  const size = useTextSize()
  const today = shanghaiDay(new Date())
  const shown = useMemo(() => checkins.filter(({ day }) => day <= today), [checkins, today])
  const option = useMemo(() => daysOption(shown, size), [shown, size])
  const some = shown.filter(({ count }) => count > 0)
  return (
    <Card title="每天打卡的人">
      {some.length === 0 ? (
        <p className="lx-muted">这个月还没有人打卡。</p>
      ) : (
        <>
          {shown.length > 1 ? <Chart option={option} height={DAYS_HEIGHT} /> : null}
          <div className="dk-scroll">
            <table className="dk-table">
              <thead>
                <tr>
                  <th scope="col">日期</th>
                  <th scope="col">打卡（人）</th>
                </tr>
              </thead>
              <tbody>
                {some.map(({ day, count }) => (
                  <tr key={day}>
                    <th scope="row">{`${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`}</th>
                    <td>{count}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </Card>
  )
}
