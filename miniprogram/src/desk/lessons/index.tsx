import { useState } from 'react'
import { lessonStateLabels, type LessonState } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { usePages } from '@/api/use-pages'
import { dayAndTime } from '@/lib/dates'
import { go, pageUrl } from '@/lib/navigate'
import { Badge, type Tone } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { Link } from '@/ui/link'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { EmptyState } from '@/ui/states'
import { Tabs } from '@/ui/tabs'
import { DeskPage } from '../parts/desk-page'
import { useBackInFront } from '../parts/use-in-front'
import { useLater } from '../parts/use-later'

type Item = OutputOf<'lessons.list'>['items'][number]

const all = 'all'
type Shown = LessonState | typeof all
const tabs: readonly { key: Shown; text: string }[] = [
  { key: all, text: '全部' },
  { key: 'draft', text: lessonStateLabels.draft },
  { key: 'published', text: lessonStateLabels.published },
  { key: 'withdrawn', text: lessonStateLabels.withdrawn },
]
const tones: Record<LessonState, Tone> = { draft: 'plain', published: 'done', withdrawn: 'soon' }

function LessonRow({ lesson }: { lesson: Item }) {
  const { id, title, series, org, state, version, changed, updatedAt } = lesson
  return (
    <div className="dk-line">
      <span className="dk-line__words">
        <Link to={pageUrl('lessonEdit', { id })} className="dk-strong">
          {title}
        </Link>
        <span className="lx-muted">
          {[series, org.name, version > 0 && `第 ${version} 版`, `${dayAndTime(updatedAt)}改`]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </span>
      <span className="dk-acts--row">
        {changed ? <Badge tone="new">有改动没发布</Badge> : null}
        <Badge tone={tones[state]}>{lessonStateLabels[state]}</Badge>
      </span>
    </div>
  )
}

function LessonList() {
  const [shown, setShown] = useState<Shown>(all)
  const [typedWords, setTypedWords] = useState('')
  const q = useLater(typedWords.trim())
  const list = usePages(`desk-lessons ${shown} ${q}`, (cursor) =>
    api.call('lessons.list', {
      query: {
        limit: 30,
        ...(shown === all ? {} : { state: shown }),
        ...(q ? { q } : {}),
        ...(cursor ? { cursor } : {}),
      },
    }),
  )
  useBackInFront(list.first.reload)
  const write = () => go(pageUrl('lessonEdit'))
  return (
    <div className="dk-sheet dk-sheet--list">
      <div className="dk-head">
        <h1 className="lx-title">微党课</h1>
        <Button small onClick={write}>
          写一课
        </Button>
      </div>
      <p className="lx-subtitle">先提炼要点，再讲故事，三五分钟看完。</p>
      <Tabs label="哪些" items={tabs} value={shown} onChange={setShown} />
      <Field
        id="desk-lessons-q"
        label="找一课（题目里的字，或拼音首字母）"
        value={typedWords}
        maxLength={40}
        onChange={setTypedWords}
      />
      <Loading query={list.first} cards={3}>
        {() =>
          list.items.length > 0 ? (
            <>
              <div className="dk-lines">
                {list.items.map((lesson) => (
                  <LessonRow key={lesson.id} lesson={lesson} />
                ))}
              </div>
              <MoreButton pages={list} />
            </>
          ) : shown !== all || q ? (
            <EmptyState title="没有这样的课" />
          ) : (
            <EmptyState title="还没有写过课" text="有现成的 Word 或 Markdown，读进来改改就能用。">
              <Button onClick={write}>写第一课</Button>
            </EmptyState>
          )
        }
      </Loading>
    </div>
  )
}

/** 微党课 at the desk: every lesson and where it stands. */
function DeskLessonsPage() {
  return (
    <DeskPage title="微党课" here="deskLessons">
      <LessonList />
    </DeskPage>
  )
}

export default DeskLessonsPage
