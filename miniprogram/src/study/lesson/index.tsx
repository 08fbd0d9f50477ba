import Taro, { useRouter } from '@tarojs/taro'
import { useState } from 'react'
import { addressOf } from '@lianxin/shared/client'
import { apiBase } from '@/api/client'
import { useMe } from '@/api/session'
import { KeyPoints, LessonBody } from '@/lesson/body'
import type { Progress, StudyLesson } from '@/lesson/reading'
import { shortDay } from '@/lib/dates'
import { go, pageUrl } from '@/lib/navigate'
import { isWeapp } from '@/lib/platform'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Link } from '@/ui/link'
import { Loading } from '@/ui/loading'
import { Page } from '@/ui/page'
import { useLesson, useReading, type Opened } from './use-reader'

const blockNames = { text: '文字', picture: '图片', audio: '录音', video: '短片', slides: '幻灯' }

/** Parts that are still to be read, in words. */
function missing(lesson: StudyLesson, { dwell }: Progress): string[] {
  return lesson.blocks.flatMap((block, index) => {
    const left = block.neededSeconds - (dwell[index] ?? 0)
    if (left <= 0) return []
    const name = block.kind === 'text' ? block.heading : block.kind === 'picture' ? '' : block.title
    return [`${name || blockNames[block.kind]}：再看 ${left} 秒`]
  })
}

function scrollTo(block: number): void {
  if (isWeapp) {
    void Taro.pageScrollTo({ selector: `#ls-block-${block}`, duration: 300 })
    return
  }
  const places = document.querySelectorAll<HTMLElement>(`#ls-block-${block}`)
  for (const place of places)
    if (place.offsetParent !== null) place.scrollIntoView({ behavior: 'smooth', block: 'start' })
}

function Bar({ percent }: { percent: number }) {
  return (
    <span
      className="lx-progress"
      role="progressbar"
      aria-label="学了多少"
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <span className="lx-progress__done" style={{ width: `${percent}%` }} />
    </span>
  )
}

interface EndProps {
  lesson: StudyLesson
  progress: Progress
  waiting: boolean
}

/** At the end: what is still missing, or that it is done. */
function End({ lesson, progress, waiting }: EndProps) {
  const { percent, quiz, completedAt } = progress
  const left = missing(lesson, progress)
  const toQuiz = pageUrl('quiz', { lesson: lesson.id, version: String(lesson.version) })
  return (
    <section className="lx-card ls-end" aria-label="学到哪儿了">
      <div className="lx-row">
        <span role="status">{completedAt ? '这一课学完了' : `学了 ${percent}%`}</span>
        {completedAt ? <Badge tone="done">{`${shortDay(completedAt)}学完`}</Badge> : null}
      </div>
      {completedAt ? null : <Bar percent={percent} />}
      {waiting ? (
        <p className="lx-muted">
          {left.length > 0 ? '网络断了，先记在手机上，连上就补报。' : '看完了，连上网络就记下。'}
        </p>
      ) : null}
      {!completedAt && left.length > 0 ? (
        <>
          <p className="lx-muted">这几处看得快了些，再看看：</p>
          <ul className="ls-todo">
            {left.slice(0, 3).map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        </>
      ) : null}
      {quiz === 'open' ? (
        <div className="lx-acts">
          <Button wide onClick={() => go(toQuiz)}>
            答小测
          </Button>
        </div>
      ) : null}
      {quiz === 'passed' ? <p className="lx-muted">小测都答对了。</p> : null}
    </section>
  )
}

function Guest({ id, signedIn }: { id: string; signedIn: boolean }) {
  return (
    <Card>
      {signedIn ? (
        <p className="lx-muted">这一课是发给别的单位的，可以看，不计进度。</p>
      ) : (
        <>
          <p>登录以后再看，会记下学到哪儿。</p>
          <div className="lx-acts">
            <Button
              kind="secondary"
              wide
              onClick={() => go(pageUrl('login', { to: 'lesson', id }))}
            >
              去登录
            </Button>
          </div>
        </>
      )}
    </Card>
  )
}

function Sheet({ id }: { id: string }) {
  if (isWeapp) return null
  const { path } = addressOf('lessons.sheet', { params: { id } })
  return (
    <p>
      <a className="lx-more" href={apiBase + path} target="_blank" rel="noreferrer">
        打印一份（A4）
      </a>
    </p>
  )
}

function Reader({ opened }: { opened: Opened }) {
  const { lesson, kept } = opened
  const me = useMe()
  const { progress, waiting, onPlaying } = useReading(opened)
  /** Where it was left the last time, here or on another phone. */
  const [{ block }] = useState(progress)
  const goesOn = block > 0 && lesson.progress.completedAt === null
  return (
    <>
      <div className="lx-issue">{lesson.series ?? '微党课'}</div>
      <h1 className="lx-title">{lesson.title}</h1>
      <p className="lx-subtitle">
        {[lesson.source, `${lesson.minutes} 分钟`, shortDay(lesson.publishedAt)]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {kept ? <p className="lx-muted">现在没有网络，看的是上次存在手机上的。</p> : null}
      {goesOn ? (
        <div className="lx-apart">
          <Button kind="secondary" wide onClick={() => scrollTo(block)}>
            接着上次的地方看
          </Button>
        </div>
      ) : null}
      <KeyPoints points={lesson.keyPoints} />
      <LessonBody blocks={lesson.blocks} onPlaying={onPlaying} />
      {lesson.ticket === null ? (
        <Guest id={lesson.id} signedIn={me !== null} />
      ) : (
        <End lesson={lesson} progress={progress} waiting={waiting} />
      )}
      <Sheet id={lesson.id} />
      <p>
        <Link className="lx-more" to={pageUrl('study')}>
          看别的课
        </Link>
      </p>
    </>
  )
}

/** One lesson: key points first, then the lesson, then how far one is. */
function LessonPage() {
  const { id } = useRouter().params
  const query = useLesson(id)
  return (
    <Page title="微党课" here="study">
      <Loading query={query} cards={3}>
        {(opened) => (
          <Reader key={`${opened.lesson.id} ${opened.lesson.version}`} opened={opened} />
        )}
      </Loading>
    </Page>
  )
}

export default LessonPage
