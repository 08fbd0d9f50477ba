import { useState } from 'react'
import { useMe } from '@/api/session'
import { dayWithWeekday, greeting } from '@/lib/dates'
import { go, pageUrl } from '@/lib/navigate'
import { useShownAgain } from '@/lib/use-shown-again'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { CheckinCard } from '@/ui/checkin-card'
import { Link } from '@/ui/link'
import { Page } from '@/ui/page'
import { DeskCard } from './desk-card'
import { MyMatters } from './my-matters'
import { NewNotices } from './new-notices'
import { NextShift } from './next-shift'
import { TodayDigest } from './today-digest'
import { TodayLesson } from './today-lesson'

/** Who you are, what day it is, what the community says today, and how your own matters stand. */
function Home() {
  const me = useMe()
  const [now, setNow] = useState(() => new Date())
  useShownAgain(() => setNow(new Date()))
  return (
    <Page title="首页" here="home" place={me?.orgName} tab wide>
      <h1 className="lx-title">{me ? `${me.name}，${greeting(now)}` : greeting(now)}</h1>
      <p className="lx-subtitle">{dayWithWeekday(now)}</p>
      <div className="lx-split">
        <div>
          <TodayDigest me={me} now={now} />
        </div>
        <div>
          {me ? <NewNotices key={me.id} /> : null}
          {me?.usesDesk ? <DeskCard /> : null}
          {me?.posts.some(({ role }) => role === 'member') ? (
            <>
              <CheckinCard />
              <TodayLesson key={me.id} personId={me.id} />
            </>
          ) : null}
          <MyMatters me={me} />
          <NextShift />
          <Card title="有事您说话">
            <div className="lx-muted">路灯、楼道、噪声、办事难……一句话就行，说完就给编号。</div>
            <div className="lx-acts">
              <Button wide onClick={() => go(pageUrl('say'))}>
                说件事
              </Button>
            </div>
            <div className="lx-pair">
              <Link to={pageUrl('track')} className="lx-more">
                查进度
              </Link>
              <Link to={pageUrl('board')} className="lx-more">
                公示栏
              </Link>
            </div>
          </Card>
        </div>
      </div>
    </Page>
  )
}

export default Home
