import { useState } from 'react'
import { api } from '@/api/client'
import { usePages } from '@/api/use-pages'
import { go, pageUrl } from '@/lib/navigate'
import { Button } from '@/ui/button'
import { Check } from '@/ui/check'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { EmptyState } from '@/ui/states'
import { Tabs } from '@/ui/tabs'
import { DeskPage } from '../parts/desk-page'
import { ShiftRow } from '../parts/shift-row'
import { useBackInFront } from '../parts/use-in-front'
import { Projects } from './projects'

const tabs = [
  { key: 'coming', text: '要办的' },
  { key: 'past', text: '办过的' },
  { key: 'projects', text: '项目' },
] as const
type Tab = (typeof tabs)[number]['key']

function Dates({ when }: { when: 'coming' | 'past' }) {
  const past = when === 'past'
  const [onlyRisky, setOnlyRisky] = useState(false)
  const risk = onlyRisky && !past ? 'yes' : 'no'
  const list = usePages(`events ${when} ${risk}`, (cursor) =>
    api.call('events.list', { query: { when, risk, limit: 20, ...(cursor ? { cursor } : {}) } }),
  )
  useBackInFront(list.first.reload)
  const none = past
    ? { title: '还没有办过', text: '办过的放在这里，来了多少人一看就知道。' }
    : onlyRisky
      ? { title: '人手都够', text: '有哪一场人不够了，会出现在这里。' }
      : { title: '还没有排日子', text: '点“新建”，定好日子和地点，大家就能报名。' }
  return (
    <>
      {past ? null : <Check label="只看人手不够的" checked={onlyRisky} onChange={setOnlyRisky} />}
      <Loading query={list.first} cards={2}>
        {() =>
          list.items.length > 0 ? (
            <>
              <div className="dk-lines">
                {list.items.map((shift) => (
                  <ShiftRow key={shift.id} shift={shift} past={past} />
                ))}
              </div>
              <MoreButton pages={list} />
            </>
          ) : (
            <EmptyState {...none} />
          )
        }
      </Loading>
    </>
  )
}

function Board() {
  const [tab, setTab] = useState<Tab>('coming')
  return (
    <div className="dk-sheet dk-sheet--list">
      <div className="dk-head">
        <h1 className="lx-title">志愿和党日</h1>
        <Button small onClick={() => go(pageUrl('deskProject'))}>
          新建
        </Button>
      </div>
      <p className="lx-subtitle">定好规律，日子自己排出来；谁报了名、谁来了，一场一场看。</p>
      <div className="dk-gap">
        <Tabs label="看哪些" items={tabs} value={tab} onChange={setTab} />
      </div>
      {tab === 'projects' ? <Projects /> : <Dates key={tab} when={tab} />}
    </div>
  )
}

/** 志愿和党日 at the desk: dates to come and past, and the projects that they come from. */
function DeskShiftsPage() {
  return (
    <DeskPage title="志愿和党日" here="deskShifts" inner>
      <Board />
    </DeskPage>
  )
}

export default DeskShiftsPage
