import { useId } from 'react'
import { Button } from '@/ui/button'
import { Check } from '@/ui/check'
import { Chips } from '@/ui/chips'
import { Field } from '@/ui/field'
import type { Written } from './written'

const mostOptions = 8
const mostBlanks = 6
const truths = [
  { key: '0', text: '对' },
  { key: '1', text: '错' },
] as const

interface AnswersProps {
  written: Written
  change: (change: Partial<Written>) => void
}

const replaced = (texts: readonly string[], at: number, text: string) =>
  texts.map((each, index) => (index === at ? text : each))

interface MoreOrLessProps {
  more: string
  less: string
  texts: readonly string[]
  least: number
  most: number
  onChange: (texts: string[]) => void
}

function MoreOrLess({ more, less, texts, least, most, onChange }: MoreOrLessProps) {
  return (
    <div className="dk-acts--row dk-gap">
      <Button
        small
        kind="secondary"
        disabled={texts.length >= most}
        onClick={() => onChange([...texts, ''])}
      >
        {more}
      </Button>
      <Button
        small
        kind="quiet"
        disabled={texts.length <= least}
        onClick={() => onChange(texts.slice(0, -1))}
      >
        {less}
      </Button>
    </div>
  )
}

function Options({ written, change }: AnswersProps) {
  const id = useId()
  const { kind, options, correct } = written
  const mark = (at: number, on: boolean) => {
    if (kind === 'single') change({ correct: on ? [at] : [] })
    else change({ correct: on ? [...correct, at] : correct.filter((each) => each !== at) })
  }
  return (
    <>
      {kind === 'ordering' ? <p className="lx-muted">按正确的先后写，出题时会打乱。</p> : null}
      {options.map((text, at) => (
        <div key={at} className="dk-gap">
          <Field
            id={`${id}-${at}`}
            label={kind === 'ordering' ? `第 ${at + 1} 步` : `选项 ${at + 1}`}
            value={text}
            maxLength={200}
            onChange={(value) => change({ options: replaced(options, at, value) })}
          />
          {kind === 'ordering' ? null : (
            <Check
              label={`选项 ${at + 1} 是对的`}
              checked={correct.includes(at)}
              onChange={(on) => mark(at, on)}
            />
          )}
        </div>
      ))}
      <MoreOrLess
        more="加一个选项"
        less="去掉最后一个"
        texts={options}
        least={2}
        most={mostOptions}
        onChange={(next) =>
          change({ options: next, correct: correct.filter((at) => at < next.length) })
        }
      />
    </>
  )
}

function Blanks({ written: { blanks }, change }: AnswersProps) {
  const id = useId()
  return (
    <>
      {blanks.map((texts, at) => (
        <Field
          key={at}
          id={`${id}-${at}`}
          label={`第 ${at + 1} 空的答案`}
          hint={at === 0 ? '几种写法都算对的，用分号隔开。' : undefined}
          value={texts}
          maxLength={500}
          onChange={(value) => change({ blanks: replaced(blanks, at, value) })}
        />
      ))}
      <MoreOrLess
        more="加一个空"
        less="去掉最后一个空"
        texts={blanks}
        least={1}
        most={mostBlanks}
        onChange={(next) => change({ blanks: next })}
      />
    </>
  )
}

/** What can be answered, and what is right, by the kind of question. */
export function AnswersEditor({ written, change }: AnswersProps) {
  if (written.kind === 'fill') return <Blanks written={written} change={change} />
  if (written.kind !== 'truefalse') return <Options written={written} change={change} />
  const value = written.correct[0] === undefined ? null : written.correct[0] === 0 ? '0' : '1'
  return (
    <div className="dk-gap">
      <Chips
        label="这句话对不对"
        items={truths}
        value={value}
        onChange={(key) => change({ correct: [Number(key)] })}
      />
    </div>
  )
}
