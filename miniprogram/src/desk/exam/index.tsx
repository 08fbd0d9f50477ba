import { useRouter } from '@tarojs/taro'
import { useEffect } from 'react'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { usePages } from '@/api/use-pages'
import { useQuery } from '@/api/use-query'
import { dayAndTime } from '@/lib/dates'
import { Badge } from '@/ui/badge'
import { Card } from '@/ui/card'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { EmptyState } from '@/ui/states'
import { DeskPage } from '../parts/desk-page'
import { useInFront } from '../parts/use-in-front'

type Progress = OutputOf<'exams.progress'>

const againMs = 5000

interface BarProps {
  label: string
  /** Of whom. */
  whole: string
  count: number
  of: number
}

function Bar({ label, whole, count, of }: BarProps) {
  const share = of > 0 ? count / of : 0
  return (
    <>
      <p className="dk-strong">{`${whole} ${of} 人里，${count} 人${label}`}</p>
      <div
        className="dk-progress"
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={of}
        aria-valuenow={count}
      >
        <span className="dk-progress__sent" style={{ width: `${share * 100}%` }} />
      </div>
    </>
  )
}

function Figures({ progress: { exam, started, submitted, passed } }: { progress: Progress }) {
  return (
    <>
      <h1 className="lx-title">{exam.title}</h1>
      <p className="lx-subtitle">
        {`${exam.audience.name} · ${dayAndTime(exam.opensAt)} 到 ${dayAndTime(exam.closesAt)}`}
      </p>
      <Card title="现在考到哪儿了">
        {started === 0 ? (
          <p className="lx-muted">还没有人开始。</p>
        ) : (
          <>
            <Bar whole="开考的" label="交了卷" count={submitted.count} of={submitted.of} />
            <Bar
              whole="交了卷的"
              label={`通过（${exam.passMark} 分以上）`}
              count={passed.count}
              of={passed.of}
            />
          </>
        )}
      </Card>
    </>
  )
}

function Results({ id, submitted }: { id: string; submitted: number }) {
  // With each paper that comes in, the list is read again.
  const list = usePages(`results ${id} ${submitted}`, (cursor) =>
    api.call('exams.results', {
      params: { id },
      query: { limit: 50, ...(cursor ? { cursor } : {}) },
    }),
  )
  return (
    <Card title="成绩">
      <Loading query={list.first} cards={1}>
        {() => (
          <>
            {list.items.length === 0 ? <p className="lx-muted">还没有人交卷。</p> : null}
            {list.items.map(({ id: attempt, name, score, passed, number, submittedAt }) => (
              <div key={attempt} className="dk-line">
                <span className="dk-line__words">
                  <span className="dk-strong">{name}</span>
                  <span className="lx-muted">
                    {`${dayAndTime(submittedAt)}交`}
                    {number > 1 ? ` · 第 ${number} 次` : ''}
                  </span>
                </span>
                <Badge tone={passed ? 'done' : 'soon'}>
                  {`${score} 分${passed ? '，通过' : ''}`}
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

function Live({ id }: { id: string }) {
  const query = useQuery('exams.progress', { params: { id } })
  const inFront = useInFront()
  const { reload } = query
  const closesAt = query.data?.exam.closesAt
  const isOver = closesAt !== undefined && new Date(closesAt).getTime() < Date.now()
  useEffect(() => {
    if (!inFront || isOver) return
    const timer = setInterval(reload, againMs)
    return () => clearInterval(timer)
  }, [inFront, isOver, reload])
  return (
    <Loading query={query}>
      {(progress) => (
        <>
          <Figures progress={progress} />
          <Results id={id} submitted={progress.submitted.count} />
        </>
      )}
    </Loading>
  )
}

/** One exam at the desk, while it goes on. */
function DeskExamPage() {
  const { id } = useRouter().params
  return (
    <DeskPage title="考试" here="deskExams" inner>
      <div className="dk-sheet">
        {id ? <Live key={id} id={id} /> : <EmptyState title="没有这场考试" />}
      </div>
    </DeskPage>
  )
}

export default DeskExamPage
