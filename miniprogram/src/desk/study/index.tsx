import { useState } from 'react'
import { shanghaiDay } from '@lianxin/shared'
import { useAttempt } from '@/api/use-attempt'
import { useQuery } from '@/api/use-query'
import { clockTime } from '@/lib/dates'
import { isWeapp } from '@/lib/platform'
import { Button } from '@/ui/button'
import { Loading } from '@/ui/loading'
import { Banner } from '@/ui/states'
import { monthBeside, monthWords } from '../burden/months'
import { Choose } from '../parts/choose'
import { DeskPage } from '../parts/desk-page'
import { ExportButton } from '../parts/export-button'
import { fetchStudy, printSignOff } from '../parts/transfer'
import { useBackInFront } from '../parts/use-in-front'
import { useUnits } from '../parts/use-orgs'
import { Days, Units } from './charted'
import { Exams, Numbers } from './figures'
import { NotStarted, type Scope } from './not-started'
import { WrongMap } from './wrong-map'

function Study() {
  const newest = shanghaiDay(new Date()).slice(0, 7)
  const [month, setMonth] = useState(newest)
  const [orgId, setOrgId] = useState('')
  const units = useUnits()
  const scope: Scope = { month, ...(orgId ? { orgId } : {}) }
  const summary = useQuery('studyReports.get', { query: scope })
  useBackInFront(summary.reload)
  const print = useAttempt()
  return (
    <div className="dk-sheet">
      <div className="dk-head">
        <h1 className="lx-title">学习情况</h1>
        <div className="dk-acts--row">
          <ExportButton fetch={() => fetchStudy(scope)} />
          {isWeapp ? null : (
            <Button
              small
              kind="secondary"
              busy={print.busy}
              onClick={() => void print.attempt(() => printSignOff(scope))}
            >
              打印签到表
            </Button>
          )}
        </div>
      </div>
      {print.problem ? <Banner>{print.problem}</Banner> : null}
      <p className="lx-subtitle">这个月发的课，到现在学得怎么样。</p>
      <div className="dk-burden__months">
        <Button small kind="secondary" onClick={() => setMonth(monthBeside(month, -1))}>
          上个月
        </Button>
        <span className="dk-strong" aria-live="polite">
          {monthWords(month)}
        </span>
        <Button
          small
          kind="secondary"
          disabled={month >= newest}
          onClick={() => setMonth(monthBeside(month, 1))}
        >
          下个月
        </Button>
      </div>
      {units.length > 1 ? (
        <Choose
          label="单位"
          options={units}
          value={orgId || (units[0]?.key ?? '')}
          onChange={setOrgId}
        />
      ) : null}
      <Loading query={summary} cards={3}>
        {(data) => (
          <>
            <p className="lx-muted">{`数字截至 ${clockTime(data.asOf)}，名单是现在的。`}</p>
            <Numbers summary={data} />
            <NotStarted scope={scope} summary={data} />
            <Units units={data.units} />
            <Days checkins={data.checkins} />
            <WrongMap wrong={data.wrong} />
            <Exams exams={data.exams} />
          </>
        )}
      </Loading>
    </div>
  )
}

/** 学习情况: how a branch studied in a month, who has not begun, and which questions go wrong. */
function DeskStudyPage() {
  return (
    <DeskPage title="学习情况" here="deskStudy" inner>
      <Study />
    </DeskPage>
  )
}

export default DeskStudyPage
