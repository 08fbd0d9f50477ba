import { useState } from 'react'
import { questionKindLabels } from '@lianxin/shared'
import { api } from '@/api/client'
import { usePages } from '@/api/use-pages'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { EmptyState } from '@/ui/states'
import { DeskPage } from '../parts/desk-page'
import { useBackInFront } from '../parts/use-in-front'
import { useLater } from '../parts/use-later'
import { QuestionAnswers } from './answers'
import { QuestionEditor } from './editor'
import type { BankQuestion } from './written'

function Row({ question, onOpen }: { question: BankQuestion; onOpen: () => void }) {
  const { stem, kind, series, org, keyPoint, active } = question
  const words = [questionKindLabels[kind], series, org.name, keyPoint && `要点 ${keyPoint}`]
  return (
    <div className="dk-line">
      <span className="dk-line__words">
        <span className="dk-strong">{stem}</span>
        <span className="lx-muted">{words.filter(Boolean).join(' · ')}</span>
      </span>
      <span className="dk-acts--row">
        {active ? null : <Badge tone="plain">不出了</Badge>}
        <Button small kind="secondary" label={`改：${stem}`} onClick={onOpen}>
          改
        </Button>
      </span>
    </div>
  )
}

function Bank() {
  const [typedSeries, setTypedSeries] = useState('')
  const series = useLater(typedSeries.trim())
  /** Null = none is open, 'new' = one is being written. */
  const [open, setOpen] = useState<BankQuestion | 'new' | null>(null)
  const list = usePages(`questions ${series}`, (cursor) =>
    api.call('questions.list', {
      query: { limit: 30, ...(series ? { series } : {}), ...(cursor ? { cursor } : {}) },
    }),
  )
  useBackInFront(list.first.reload)
  const close = () => setOpen(null)
  return (
    <div className="dk-sheet dk-sheet--list">
      <div className="dk-head">
        <h1 className="lx-title">题库</h1>
        {open ? null : (
          <Button small onClick={() => setOpen('new')}>
            出一道题
          </Button>
        )}
      </div>
      <p className="lx-subtitle">小测和考试都从这里出题，顺序每个人不一样。</p>
      {open ? (
        <QuestionEditor
          key={open === 'new' ? 'new' : open.id}
          question={open === 'new' ? null : open}
          series={series || (list.items[0]?.series ?? '')}
          onClose={close}
          onSaved={() => {
            close()
            list.first.reload()
          }}
        />
      ) : null}
      {open && open !== 'new' ? <QuestionAnswers id={open.id} /> : null}
      <Field
        id="desk-questions-series"
        label="只看哪个题库（写全名，空着看全部）"
        value={typedSeries}
        maxLength={60}
        onChange={setTypedSeries}
      />
      <Loading query={list.first} cards={3}>
        {() =>
          list.items.length > 0 ? (
            <>
              <div className="dk-lines">
                {list.items.map((question) => (
                  <Row key={question.id} question={question} onOpen={() => setOpen(question)} />
                ))}
              </div>
              <MoreButton pages={list} />
            </>
          ) : (
            <EmptyState
              title={series ? '没有这个题库' : '还没有题'}
              text="一课出两三道题就够了。上级出的题不列在这里，考试一样抽得到。"
            />
          )
        }
      </Loading>
    </div>
  )
}

/** 题库: the questions of quizzes and exams. */
function QuestionsPage() {
  return (
    <DeskPage title="题库" here="deskExams" inner>
      <Bank />
    </DeskPage>
  )
}

export default QuestionsPage
