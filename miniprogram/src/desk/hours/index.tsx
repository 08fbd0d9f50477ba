import { useState } from 'react'
import { Tabs } from '@/ui/tabs'
import { DeskPage } from '../parts/desk-page'
import { Dates } from './dates'
import { Due } from './due'
import { Report } from './report'
import { Requests } from './requests'
import { Stars } from './stars'

const views = [
  { key: 'due', text: '待确认' },
  { key: 'requests', text: '申请' },
  { key: 'dates', text: '补录' },
  { key: 'report', text: '报表' },
  { key: 'stars', text: '星级' },
] as const
type ViewKey = (typeof views)[number]['key']

function View({ view }: { view: ViewKey }) {
  switch (view) {
    case 'due':
      return <Due />
    case 'requests':
      return <Requests />
    case 'dates':
      return <Dates />
    case 'report':
      return <Report />
    case 'stars':
      return <Stars />
  }
}

/** 服务时长: confirm what was served, answer who says it is not right, and the figures. */
function HoursPage() {
  const [view, setView] = useState<ViewKey>('due')
  return (
    <DeskPage title="服务时长" here="deskHours" inner>
      <div className="dk-sheet dk-sheet--list">
        <Tabs label="服务时长" items={views} value={view} onChange={setView} />
        <View view={view} />
      </div>
    </DeskPage>
  )
}

export default HoursPage
