import { useState } from 'react'
import { shanghaiDay } from '@lianxin/shared'
import { api } from '@/api/client'
import { useAttempt } from '@/api/use-attempt'
import { usePages } from '@/api/use-pages'
import { useQuery } from '@/api/use-query'
import { isWeapp } from '@/lib/platform'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { copyText } from '@/ui/feedback'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { Banner } from '@/ui/states'
import { monthBeside, monthWords } from '../burden/months'
import { Choose } from '../parts/choose'
import { DeskPage } from '../parts/desk-page'
import { ExportButton } from '../parts/export-button'
import { fetchStudy, printSignOff } from '../parts/transfer'
import { useBackInFront } from '../parts/use-in-front'
import { useUnits } from '../parts/use-orgs'
import { Exams, Numbers } from './figures'
import { WrongMap } from './wrong-map'

interface Scope {
  month: string
  orgId?: string
}

/** Every name, not only those on the page; no phones. */
async function allNames(scope: Scope): Promise<string> {
  const names: string[] = []
  let cursor: string | null = null
  do {
    const query = { ...scope, limit: 100, ...(cursor ? { cursor } : {}) }
    const page: { items: { name: string }[]; nextCursor: string | null } = await api.call(
      'studyReports.notStarted',
      { query },
    )
    names.push(...page.items.map(({ name }) => name))
    cursor = page.nextCursor
  } while (cursor)
  return names.join('、')
}

function NotStarted({ scope }: { scope: Scope }) {
  const list = usePages(`not-started ${scope.month} ${scope.orgId ?? ''}`, (cursor) =>
    api.call('studyReports.notStarted', {
      query: { ...scope, limit: 50, ...(cursor ? { cursor } : {}) },
    }),
  )
  const { busy, problem, attempt } = useAttempt()
  const copy = () =>
    attempt(async () => {
      await copyText(await allNames(scope))
    })
  return (
    <Card title="还没开始的人">
      {problem ? <Banner>{problem}</Banner> : null}
      <Loading query={list.first} cards={1}>
        {() =>
          list.items.length === 0 ? (
            <p className="lx-muted">没有。该学的都开始了，或者这个月还没发课。</p>
          ) : (
            <>
              <Button small kind="secondary" busy={busy} onClick={() => void copy()}>
                复制名单
              </Button>
              {list.items.map(({ id, name, orgName }) => (
                <div key={id} className="dk-line">
                  <span className="dk-line__words">
                    <span className="dk-strong">{name}</span>
                    <span className="lx-muted">{orgName}</span>
                  </span>
                </div>
              ))}
              <MoreButton pages={list} />
            </>
          )
        }
      </Loading>
    </Card>
  )
}

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
            <Numbers summary={data} />
            <NotStarted scope={scope} />
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
