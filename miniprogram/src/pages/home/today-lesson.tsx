import { useEffect, useState } from 'react'
import type { OutputOf } from '@lianxin/shared/contract'
import { useQuery } from '@/api/use-query'
import { pageUrl } from '@/lib/navigate'
import { isRecord, readStored, writeStored } from '@/lib/storage'
import { useShownAgain } from '@/lib/use-shown-again'
import { Card } from '@/ui/card'

type StudyHome = OutputOf<'study.home'>
type Lesson = Pick<
  StudyHome['ongoing'][number],
  'id' | 'title' | 'minutes' | 'keyPointCount' | 'percent'
>
/** What the card showed last on this device; null = nothing was left to do. */
interface Shown {
  personId: string
  lesson: Lesson | null
}

const storageKey = 'lx.today-lesson'
const title = '今天的微党课'

function isShown(value: unknown): value is Shown {
  if (!isRecord(value) || typeof value.personId !== 'string') return false
  const { lesson } = value
  return (
    lesson === null ||
    (isRecord(lesson) &&
      [lesson.id, lesson.title].every((each) => typeof each === 'string') &&
      [lesson.minutes, lesson.keyPointCount, lesson.percent].every(Number.isFinite))
  )
}

/** What was begun comes before what is new; null = all are finished, or there are none yet. */
function nextOf({ ongoing, today }: StudyHome): Lesson | null {
  const next = ongoing[0] ?? today
  if (!next) return null
  const { id, title: name, minutes, keyPointCount, percent } = next
  return { id, title: name, minutes, keyPointCount, percent }
}

/**
 * The lesson to do today, one tap from the reader; nothing when all are done. Until the answer
 * comes it shows what it showed last, or an empty card of the same height: nothing may jump away
 * under a thumb.
 */
export function TodayLesson({ personId }: { personId: string }) {
  const home = useQuery('study.home', {})
  useShownAgain(home.reload)
  const [before] = useState(() => readStored(storageKey, isShown))
  const { data, failure } = home
  useEffect(() => {
    if (data) writeStored(storageKey, { personId, lesson: nextOf(data) } satisfies Shown)
  }, [data, personId])

  const known = before?.personId === personId ? before.lesson : undefined
  const lesson = data ? nextOf(data) : known
  if (lesson === null || (lesson === undefined && failure)) return null
  if (lesson === undefined)
    return (
      <Card title={title}>
        <div className="lx-strong">&nbsp;</div>
        <div className="lx-muted">正在看今天学哪一课…</div>
        <span className="lx-progress" aria-hidden="true" />
      </Card>
    )
  const { id, minutes, keyPointCount, percent } = lesson
  return (
    <Card title={title} aside={`${minutes} 分钟`} to={pageUrl('lesson', { id })}>
      <div className="lx-strong">{lesson.title}</div>
      <div className="lx-muted">
        {`要点 ${keyPointCount} 条 · ${percent > 0 ? `学了 ${percent}%，接着学` : '还没开始'}`}
      </div>
      <span className="lx-progress" aria-hidden="true">
        <span className="lx-progress__done" style={{ width: `${percent}%` }} />
      </span>
    </Card>
  )
}
