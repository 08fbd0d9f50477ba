import { useState } from 'react'
import { addressOf } from '@lianxin/shared/client'
import { lessonStateLabels } from '@lianxin/shared'
import { apiBase } from '@/api/client'
import { shortDay } from '@/lib/dates'
import { isWeapp } from '@/lib/platform'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Check } from '@/ui/check'
import { copyText } from '@/ui/feedback'
import { useOrgs, orgLines } from '../parts/use-orgs'
import type { LessonWork } from './use-lesson'

/** Who gets it, and what is out. Choosing a unit takes in all that is under it. */
export function PublishCard({ work }: { work: LessonWork }) {
  const { lesson } = work
  const lines = orgLines(useOrgs().data?.items ?? [])
  const [picked, setPicked] = useState<string[] | null>(null)
  const roots = lines.filter(({ depth }) => depth === 0).map(({ id }) => id)
  // A superior may have published it more widely: only they can do that again.
  const before = lesson?.audience.filter(({ id }) => lines.some((line) => line.id === id)) ?? []
  const beyond = (lesson?.audience ?? []).filter((each) => !before.includes(each))
  const chosen = picked ?? (before.length > 0 ? before.map(({ id }) => id) : roots)
  const shown = lines.filter(({ depth }) => depth < 2)
  const toggle = (id: string, on: boolean) =>
    setPicked(on ? [...chosen, id] : chosen.filter((each) => each !== id))
  const isOut = lesson?.state === 'published'
  return (
    <Card title="发布" aside={lesson ? lessonStateLabels[lesson.state] : '还没存'}>
      <p className="lx-muted">发给谁（连同下级）：</p>
      {shown.map(({ id, name, above }) => {
        const inherited = above.some((each) => chosen.includes(each))
        if (inherited) return null
        return (
          <Check
            key={id}
            label={name}
            checked={chosen.includes(id)}
            onChange={(on) => toggle(id, on)}
          />
        )
      })}
      {beyond.length > 0 && lines.length > 0 ? (
        <p className="lx-muted">
          上级发到了{beyond.map(({ name }) => name).join('、')}；您再发布，就只发给上面选的。
        </p>
      ) : null}
      <div className="lx-acts">
        <Button
          wide
          busy={work.busy}
          disabled={chosen.length === 0}
          onClick={() => void work.publish(chosen)}
        >
          {isOut ? '发布新一版' : '发布'}
        </Button>
      </div>
      {lesson && lesson.version > 0 ? (
        <p className="lx-muted">
          {lesson.versions
            .slice(0, 3)
            .map(({ version, publishedAt }) => `第 ${version} 版 ${shortDay(publishedAt)}`)
            .join(' · ')}
          。已学完的不受新版影响。
        </p>
      ) : null}
      {isOut ? (
        <div className="dk-acts--row">
          <Button small kind="secondary" onClick={() => void copyText(lesson.link)}>
            复制网页地址
          </Button>
          {isWeapp ? null : (
            <a
              className="lx-more"
              href={apiBase + addressOf('lessons.sheet', { params: { id: lesson.id } }).path}
              target="_blank"
              rel="noreferrer"
            >
              打印（A4）
            </a>
          )}
          <Button small kind="quiet" onClick={() => void work.withdraw()}>
            撤下
          </Button>
        </div>
      ) : null}
    </Card>
  )
}
