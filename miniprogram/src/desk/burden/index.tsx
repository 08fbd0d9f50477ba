import { useState } from 'react'
import { shanghaiDay } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { usePages } from '@/api/use-pages'
import { Button } from '@/ui/button'
import { Chips } from '@/ui/chips'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { EmptyState } from '@/ui/states'
import { DeskPage } from '../parts/desk-page'
import { ExportButton } from '../parts/export-button'
import { fetchBurden } from '../parts/transfer'
import { useBackInFront } from '../parts/use-in-front'
import { CommunityLine } from './community'
import { monthBeside, monthWords } from './months'

const sorts = [
  { key: 'pushes', text: '推送多的在前' },
  { key: 'messages', text: '消息多的在前' },
  { key: 'tasks', text: '交办多的在前' },
  { key: 'org', text: '按单位排' },
] as const
type Sort = (typeof sorts)[number]['key']

interface MonthsProps {
  month: string
  newest: string
  onChange: (month: string) => void
}

function Months({ month, newest, onChange }: MonthsProps) {
  return (
    <div className="dk-burden__months">
      <Button small kind="secondary" onClick={() => onChange(monthBeside(month, -1))}>
        上个月
      </Button>
      <span className="dk-strong" aria-live="polite">
        {monthWords(month)}
      </span>
      <Button
        small
        kind="secondary"
        disabled={month >= newest}
        onClick={() => onChange(monthBeside(month, 1))}
      >
        下个月
      </Button>
    </div>
  )
}

function Burden() {
  const newest = shanghaiDay(new Date()).slice(0, 7)
  const [month, setMonth] = useState(newest)
  const [sort, setSort] = useState<Sort>('pushes')
  const [head, setHead] = useState<OutputOf<'burden.list'> | null>(null)
  const list = usePages(`burden ${month} ${sort}`, async (cursor) => {
    const query = { month, sort, limit: 50, ...(cursor ? { cursor } : {}) }
    const answer = await api.call('burden.list', { query })
    setHead(answer)
    return answer
  })
  useBackInFront(list.first.reload)
  const figure = sort === 'org' ? 'pushes' : sort
  return (
    <div className="dk-sheet dk-sheet--list">
      <div className="dk-head">
        <h1 className="lx-title">基层负担</h1>
        <ExportButton fetch={() => fetchBurden(month)} />
      </div>
      <p className="lx-subtitle">
        {`上级单位的一期摘要发出一次、社区至少有一个群收到，算一次推送；分成几条、发进几个群，另记消息条数。上级把一件事交办给社区，算一件交办。`}
        {head ? `一个单位每月推给一个社区超过 ${head.quota} 次，要写理由。` : ''}
      </p>
      <Months month={month} newest={newest} onChange={setMonth} />
      <Chips label="怎么排" items={sorts} value={sort} onChange={setSort} />
      <Loading query={list.first} cards={3}>
        {() =>
          list.items.length > 0 && head ? (
            <>
              {list.items.map((community) => (
                <CommunityLine
                  key={community.org.id}
                  community={community}
                  quota={head.quota}
                  figure={figure}
                  most={head.most[figure]}
                />
              ))}
              <MoreButton pages={list} />
            </>
          ) : (
            <EmptyState
              title="这里按社区算"
              text="您负责的范围里没有社区，要看请到社区或街道的账号。"
            />
          )
        }
      </Loading>
    </div>
  )
}

/** 基层负担: what each community got from above in a month, and from whom. */
function BurdenPage() {
  return (
    <DeskPage title="基层负担" here="burden">
      <Burden />
    </DeskPage>
  )
}

export default BurdenPage
