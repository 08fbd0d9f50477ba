import { useState } from 'react'
import { popularMistake } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { AnswerChoices } from '../parts/answer-choices'

type Line = OutputOf<'studyReports.get'>['wrong'][number]
/** On the page; the workbook has them all. */
const MOST_SHOWN = 20

const placeWords = ({ lesson, keyPoint }: Line) =>
  [lesson && `《${lesson}》`, keyPoint && `要点：${keyPoint}`].filter(Boolean).join(' · ')

function Question({ line }: { line: Line }) {
  const [open, setOpen] = useState(false)
  const { stem, kind, asked, wrong, choices } = line
  const mistake = popularMistake(kind, choices)
  return (
    <section className="dk-burden" aria-label={stem}>
      <p className="dk-strong">{stem}</p>
      <div className="dk-burden__bar" aria-hidden="true">
        <span className="dk-burden__fill" style={{ width: `${(wrong / asked) * 100}%` }} />
      </div>
      <p className="dk-burden__sum">{`答了 ${asked} 次，错 ${wrong} 次`}</p>
      {mistake ? <p className="dk-burden__sum">{`错得最多的：${mistake}`}</p> : null}
      <p className="lx-muted">{placeWords(line)}</p>
      <Button
        small
        kind="secondary"
        expanded={open}
        label={`${open ? '收起' : '大家怎么答的'}：${stem}`}
        onClick={() => setOpen(!open)}
      >
        {open ? '收起' : '大家怎么答的'}
      </Button>
      {open ? <AnswerChoices answers={line} /> : null}
    </section>
  )
}

/** Questions by their share of wrong answers, and those of the month's lessons that nobody answered. */
export function WrongMap({ wrong }: { wrong: Line[] }) {
  const missed = wrong.filter((each) => each.wrong > 0)
  const silent = wrong.filter((each) => each.asked === 0)
  return (
    <>
      <Card title="哪些题容易错">
        {missed.length === 0 ? <p className="lx-muted">这个月没有答错的题。</p> : null}
        {missed.slice(0, MOST_SHOWN).map((line) => (
          <Question key={line.questionId} line={line} />
        ))}
        {missed.length > MOST_SHOWN ? (
          <p className="lx-muted">{`还有 ${missed.length - MOST_SHOWN} 道，导出 Excel 能看全。`}</p>
        ) : null}
      </Card>
      {silent.length > 0 ? (
        <Card title="还没人答过的题">
          {silent.slice(0, MOST_SHOWN).map((line) => (
            <div key={line.questionId} className="dk-line">
              <span className="dk-line__words">
                <span>{line.stem}</span>
                <span className="lx-muted">{placeWords(line)}</span>
              </span>
            </div>
          ))}
          {silent.length > MOST_SHOWN ? (
            <p className="lx-muted">{`还有 ${silent.length - MOST_SHOWN} 道。`}</p>
          ) : null}
        </Card>
      ) : null}
    </>
  )
}
