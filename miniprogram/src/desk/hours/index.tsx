import { useState } from 'react'
import { Tabs } from '@/ui/tabs'
import { DeskPage } from '../parts/desk-page'
import { Due } from './due'
import { Report } from './report'
import { Requests } from './requests'

const views = [
  { key: 'due', text: '待确认' },
  { key: 'requests', text: '要更正的' },
  { key: 'report', text: '今年的数' },
] as const
type View = (typeof views)[number]['key']

/** 服务时长: confirm what was served, answer who says it is not right, and the figures. */
function HoursPage() {
  const [view, setView] = useState<View>('due')
  return (
    <DeskPage title="服务时长" here="deskHours" inner>
      <Tabs label="服务时长" items={views} value={view} onChange={setView} />
      {view === 'due' ? <Due /> : view === 'requests' ? <Requests /> : <Report />}
    </DeskPage>
  )
}

export default HoursPage
