import { useId, useState } from 'react'
import { questionKindLabels, questionKinds } from '@lianxin/shared'
import { api } from '@/api/client'
import { sentenceOf, type Failure } from '@/api/failure'
import { useMutation } from '@/api/use-mutation'
import { useLoaded } from '@/api/use-query'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Check } from '@/ui/check'
import { Chips } from '@/ui/chips'
import { toast } from '@/ui/feedback'
import { Field, TextArea } from '@/ui/field'
import { Banner } from '@/ui/states'
import { Choose } from '../parts/choose'
import { OwnerChoice, useOwner } from '../parts/owner'
import { useUnits } from '../parts/use-orgs'
import { AnswersEditor } from './answers-editor'
import {
  blankQuestion,
  bodyOf,
  withKind,
  writtenOf,
  type BankQuestion,
  type Written,
} from './written'

const kinds = questionKinds.map((key) => ({ key, text: questionKindLabels[key] }))
const noLesson = { key: '', text: '不属于哪一课' }
const mostKeyPoints = 8

interface PartProps {
  written: Written
  change: (change: Partial<Written>) => void
}

function LessonChoice({ written: { lessonId, keyPoint }, change }: PartProps) {
  const lessons = useLoaded('lessons to choose', () =>
    api.call('lessons.list', { query: { limit: 100 } }),
  )
  const options = [
    noLesson,
    ...(lessons.data?.items ?? []).map(({ id, title }) => ({ key: id, text: title })),
  ]
  const points = Array.from({ length: mostKeyPoints + 1 }, (_, no) => ({
    key: String(no),
    text: no === 0 ? '不指哪条要点' : `答案在要点 ${no}`,
  }))
  return (
    <div className="dk-fields">
      <Choose
        label="哪一课的小测"
        options={options}
        value={lessonId}
        onChange={(key) => change({ lessonId: key })}
      />
      {lessonId ? (
        <Choose
          label="答案在哪条要点"
          options={points}
          value={String(keyPoint)}
          onChange={(key) => change({ keyPoint: Number(key) })}
        />
      ) : null}
    </div>
  )
}

/** Sends a question that is new, or one that was changed. */
function useSaving(question: BankQuestion | null) {
  const creating = useMutation('questions.create')
  const updating = useMutation('questions.update')
  const { busy, failure }: { busy: boolean; failure: Failure | null } = question
    ? updating
    : creating
  const save = (written: Written, orgId: string | undefined) =>
    question
      ? updating.run({ params: { id: question.id }, body: bodyOf(written, undefined) })
      : creating.run({ body: bodyOf(written, orgId) })
  return { busy, failure, save }
}

interface EditorProps {
  /** Null = a new one. */
  question: BankQuestion | null
  /** The series that a new one begins with. */
  series: string
  onSaved: () => void
  onClose: () => void
}

/** Writing one question. */
export function QuestionEditor({ question, series, onSaved, onClose }: EditorProps) {
  const id = useId()
  const [written, setWritten] = useState<Written>(() =>
    question ? writtenOf(question) : blankQuestion(series),
  )
  const change = (part: Partial<Written>) => setWritten((old) => ({ ...old, ...part }))
  const units = useUnits()
  const owner = useOwner(units)
  const { busy, failure, save } = useSaving(question)

  async function send() {
    if (!(await save(written, owner.unit?.key))) return
    toast(question ? '改好了' : '进题库了')
    onSaved()
  }

  return (
    <Card title={question ? '改一道题' : '出一道题'}>
      <Chips
        label="哪种题"
        items={kinds}
        value={written.kind}
        onChange={(kind) => setWritten(withKind(written, kind))}
      />
      <TextArea
        id={`${id}-stem`}
        label="题目"
        value={written.stem}
        maxLength={500}
        rows={2}
        error={failure?.fields.stem}
        onChange={(stem) => change({ stem })}
      />
      <AnswersEditor written={written} change={change} />
      <TextArea
        id={`${id}-why`}
        label="为什么（答错时给他看，可不填）"
        value={written.explanation}
        maxLength={500}
        rows={2}
        onChange={(explanation) => change({ explanation })}
      />
      <Field
        id={`${id}-series`}
        label="放进哪个题库"
        hint="例如：党章党规。考试按题库抽题。"
        value={written.series}
        maxLength={60}
        error={failure?.fields.series}
        onChange={(value) => change({ series: value })}
      />
      <LessonChoice written={written} change={change} />
      {question ? (
        <Check
          label="出题时用它"
          hint="不勾就不再出，以前考过的卷子不变。"
          checked={written.active}
          onChange={(active) => change({ active })}
        />
      ) : (
        <OwnerChoice label="归哪个单位" options={units} owner={owner} />
      )}
      {failure && !failure.fields.stem && !failure.fields.series ? (
        <Banner>{sentenceOf(failure)}</Banner>
      ) : null}
      <div className="dk-acts--row dk-gap">
        <Button busy={busy} onClick={() => void send()}>
          存进题库
        </Button>
        <Button kind="quiet" onClick={onClose}>
          不改了
        </Button>
      </div>
    </Card>
  )
}
