import { useState } from 'react'
import { certificationLabels } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { usePages } from '@/api/use-pages'
import { dayAndTime, shortDay } from '@/lib/dates'
import { pageUrl } from '@/lib/navigate'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Link } from '@/ui/link'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { EmptyState } from '@/ui/states'
import { DeskPage } from '../parts/desk-page'
import { useBackInFront } from '../parts/use-in-front'
import { SetUp } from './set-up'

type Exam = OutputOf<'exams.list'>['items'][number]

function stateOf({ opensAt, closesAt }: Exam, nowMs: number) {
  if (nowMs < new Date(opensAt).getTime()) return { tone: 'plain', text: '还没开始' } as const
  if (nowMs < new Date(closesAt).getTime()) return { tone: 'new', text: '正在考' } as const
  return { tone: 'done', text: '考完了' } as const
}

function Row({ exam }: { exam: Exam }) {
  const { id, title, audience, questions, minutes, passMark, opensAt, closesAt } = exam
  const state = stateOf(exam, Date.now())
  return (
    <div className="dk-line">
      <span className="dk-line__words">
        <Link to={pageUrl('deskExam', { id })} className="dk-strong">
          {title}
        </Link>
        <span className="lx-muted">
          {`${audience.name} · ${questions} 题 · ${minutes} 分钟 · ${passMark} 分通过`}
        </span>
        <span className="lx-muted">{`${dayAndTime(opensAt)} 到 ${dayAndTime(closesAt)}`}</span>
      </span>
      <Badge tone={state.tone}>{state.text}</Badge>
    </div>
  )
}

function Certifications() {
  const list = usePages('certifications', (cursor) =>
    api.call('certifications.list', { query: { limit: 20, ...(cursor ? { cursor } : {}) } }),
  )
  return (
    <Card title="谁有资格，到哪天">
      <Loading query={list.first} cards={1}>
        {() => (
          <>
            {list.items.length === 0 ? (
              <p className="lx-muted">还没有人得到资格。考试通过的会出现在这里。</p>
            ) : null}
            {list.items.map(({ id, name, kind, validUntil, expired }) => (
              <div key={id} className="dk-line">
                <span className="dk-line__words">
                  <span className="dk-strong">{name}</span>
                  <span className="lx-muted">{certificationLabels[kind]}</span>
                </span>
                <Badge tone={expired ? 'late' : 'done'}>
                  {expired ? `${shortDay(validUntil)}过期了` : `到${shortDay(validUntil)}`}
                </Badge>
              </div>
            ))}
            <MoreButton pages={list} />
          </>
        )}
      </Loading>
    </Card>
  )
}

function Exams() {
  const [making, setMaking] = useState(false)
  const list = usePages('exams', (cursor) =>
    api.call('exams.list', { query: { limit: 20, ...(cursor ? { cursor } : {}) } }),
  )
  const { reload } = list.first
  useBackInFront(reload)
  return (
    <div className="dk-sheet dk-sheet--list">
      <div className="dk-head">
        <h1 className="lx-title">考试</h1>
        {making ? null : (
          <Button small onClick={() => setMaking(true)}>
            安排一场
          </Button>
        )}
      </div>
      <p className="lx-subtitle">
        每人一份卷，答一题存一题，断网不怕。 <Link to={pageUrl('deskQuestions')}>先看看题库</Link>
      </p>
      {making ? (
        <SetUp
          onClose={() => setMaking(false)}
          onMade={() => {
            setMaking(false)
            reload()
          }}
        />
      ) : null}
      <Loading query={list.first} cards={2}>
        {() =>
          list.items.length > 0 ? (
            <>
              <div className="dk-lines">
                {list.items.map((exam) => (
                  <Row key={exam.id} exam={exam} />
                ))}
              </div>
              <MoreButton pages={list} />
            </>
          ) : (
            <EmptyState title="还没有考试" text="题库里有题了，就能安排。" />
          )
        }
      </Loading>
      <Certifications />
    </div>
  )
}

/** 考试 at the desk: every exam, setting one up, and who holds a certification until when. */
function DeskExamsPage() {
  return (
    <DeskPage title="考试" here="deskExams" inner>
      <Exams />
    </DeskPage>
  )
}

export default DeskExamsPage
