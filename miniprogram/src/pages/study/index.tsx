import { useEffect, useState } from 'react'
import type { OutputOf } from '@lianxin/shared/contract'
import { api, namelessApi } from '@/api/client'
import { useMe } from '@/api/session'
import { usePages } from '@/api/use-pages'
import { useQuery } from '@/api/use-query'
import { sendReadings } from '@/lesson/reading'
import { go, pageUrl } from '@/lib/navigate'
import { useShownAgain } from '@/lib/use-shown-again'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { CheckinCard } from '@/ui/checkin-card'
import { Chips } from '@/ui/chips'
import { Field } from '@/ui/field'
import { Link } from '@/ui/link'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { Page } from '@/ui/page'
import { EmptyState } from '@/ui/states'
import { DueCards } from './due-cards'
import { KeptLessons } from './kept-lessons'
import { LessonCard } from './lesson-card'

type StudyHome = OutputOf<'study.home'>

const everything = '全部'

function Today({ home }: { home: StudyHome }) {
  const { today, ongoing, completed, total } = home
  // One red button: what goes on comes before what is new.
  const next = ongoing[0] ?? today
  const others = [...ongoing, ...(today ? [today] : [])].filter(({ id }) => id !== next?.id)
  if (total === 0)
    return <EmptyState title="还没有课" text="支部发了微党课，会出现在这里，三五分钟一课。" />
  return (
    <>
      {next ? (
        <Card title={next.percent > 0 ? '接着学' : '今日微党课'} aside={`${next.minutes} 分钟`}>
          <p>{next.title}</p>
          <p className="lx-muted">
            {`要点 ${next.keyPointCount} 条`}
            {next.percent > 0 ? ` · 已学 ${next.percent}%` : ''}
          </p>
          <div className="lx-acts">
            <Button wide onClick={() => go(pageUrl('lesson', { id: next.id }))}>
              {next.percent > 0 ? '接着学' : '开始学'}
            </Button>
          </div>
        </Card>
      ) : (
        <Card title="都学完了">
          <p className="lx-muted">{`${completed} 课全学完，有新课再告诉您。`}</p>
        </Card>
      )}
      {others.map((lesson) => (
        <LessonCard key={lesson.id} lesson={lesson} />
      ))}
      <p className="lx-muted lx-apart">{`学完 ${completed} 课，一共 ${total} 课。`}</p>
    </>
  )
}

function usePublished(signedIn: boolean, q: string, series: string) {
  return usePages(`lessons ${signedIn} ${q} ${series}`, async (cursor) => {
    const query = {
      ...(q ? { q } : {}),
      ...(series === everything ? {} : { series }),
      ...(cursor ? { cursor } : {}),
    }
    if (signedIn) return api.call('study.list', { query })
    const page = await namelessApi.call('lessons.publicList', { query })
    return { ...page, items: page.items.map((each) => ({ ...each, percent: 0, completed: false })) }
  })
}

interface AllProps {
  signedIn: boolean
  series: StudyHome['series']
}

function AllLessons({ signedIn, series }: AllProps) {
  const [typedWords, setTypedWords] = useState('')
  const [q, setWords] = useState('')
  const [shelf, setShelf] = useState(everything)
  const list = usePublished(signedIn, q, shelf)
  useShownAgain(list.first.reload)
  const search = () => setWords(typedWords.trim())
  const shelves = [
    { key: everything, text: everything },
    ...series.map(({ name, completed, total }) => ({
      key: name,
      text: `${name} ${completed}/${total}`,
    })),
  ]
  return (
    <>
      <h2 className="lx-card__title lx-apart">找一课</h2>
      <Field
        id="study-q"
        label="题目里的字，或拼音首字母"
        value={typedWords}
        maxLength={40}
        placeholder="例如：楼道，或 ld"
        onChange={setTypedWords}
        onEnter={search}
      />
      <div className="lx-acts">
        <Button small kind="secondary" onClick={search}>
          找
        </Button>
      </div>
      {series.length > 0 ? (
        <div className="lx-apart">
          <Chips label="哪个系列" items={shelves} value={shelf} onChange={setShelf} />
        </div>
      ) : null}
      <Loading query={list.first} cards={3}>
        {() =>
          list.items.length > 0 ? (
            <>
              {list.items.map((lesson) => (
                <LessonCard key={lesson.id} lesson={lesson} />
              ))}
              <MoreButton pages={list} />
            </>
          ) : (
            <EmptyState
              title={q ? '没有找到' : '这里还没有课'}
              text={q ? '换个词，或只打拼音首字母试试。' : '支部发了课，会放在这里。'}
            />
          )
        }
      </Loading>
    </>
  )
}

function Mine() {
  const home = useQuery('study.home', {})
  useShownAgain(home.reload)
  useEffect(() => void sendReadings(), [])
  const isUnreachable = home.data === null && home.failure?.code === null
  return (
    <>
      <Loading query={home}>
        {(data) => (
          <>
            <Today home={data} />
            <DueCards />
            <CheckinCard />
            <AllLessons signedIn series={data.series} />
          </>
        )}
      </Loading>
      {isUnreachable ? <KeptLessons /> : null}
    </>
  )
}

/** 学习: what to study today, what goes on, and everything there is. */
function StudyPage() {
  const me = useMe()
  return (
    <Page title="学习" here="study" tab>
      <h1 className="lx-title">学习</h1>
      <p className="lx-subtitle">三五分钟一课，先看要点，再看故事。</p>
      {me ? (
        <Mine key={me.id} />
      ) : (
        <>
          <Card>
            <p>登录以后，会记下您学到哪儿。</p>
            <div className="lx-acts">
              <Button wide onClick={() => go(pageUrl('login', { to: 'study' }))}>
                去登录
              </Button>
            </div>
          </Card>
          <AllLessons signedIn={false} series={[]} />
        </>
      )}
      {me?.usesDesk ? (
        <p>
          <Link className="lx-more" to={pageUrl('deskLessons')}>
            写微党课
          </Link>
        </p>
      ) : null}
    </Page>
  )
}

export default StudyPage
