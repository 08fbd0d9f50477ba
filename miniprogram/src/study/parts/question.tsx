import { useId } from 'react'
import { questionKindLabels } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { cx } from '@/ui/class-names'
import { Field } from '@/ui/field'
import './question.scss'

/** A question as it is asked. */
export type Asked = OutputOf<'quizzes.get'>['questions'][number]

const howTo = {
  single: '选一个',
  multiple: '可以选几个',
  truefalse: '对还是错',
  ordering: '按先后点一遍，点错了再点一下就取消',
  fill: '把空填上',
} as const

/** Is there an answer to every part of it? */
export function isAnswered({ kind, options, blanks }: Asked, response: readonly string[]): boolean {
  if (kind === 'ordering') return response.length === options.length
  if (kind === 'fill')
    return response.length === blanks && response.every((text) => text.trim() !== '')
  return response.length > 0
}

interface AnswerProps {
  asked: Asked
  response: readonly string[]
  onChange: (response: string[]) => void
}

/** The response after a choice was tapped. */
function tapped({ kind }: Asked, response: readonly string[], id: string): string[] {
  if (kind === 'single' || kind === 'truefalse') return [id]
  return response.includes(id) ? response.filter((each) => each !== id) : [...response, id]
}

function Choices({ asked, response, onChange }: AnswerProps) {
  const { kind, options, stem } = asked
  const one = kind === 'single' || kind === 'truefalse'
  return (
    <div className="qz-options" role={one ? 'radiogroup' : 'group'} aria-label={stem}>
      {options.map(({ id, text }) => {
        const place = response.indexOf(id)
        const on = place >= 0
        const mark = kind === 'ordering' && on ? String(place + 1) : on ? '✓' : ''
        return (
          <button
            key={id}
            type="button"
            role={one ? 'radio' : 'checkbox'}
            aria-checked={on}
            aria-label={kind === 'ordering' && on ? `${text}，第 ${place + 1} 位` : text}
            className={cx('qz-option', on && 'qz-option--on')}
            onClick={() => onChange(tapped(asked, response, id))}
          >
            <span className={cx('qz-option__mark', one && 'qz-option__mark--round')}>{mark}</span>
            <span>{text}</span>
          </button>
        )
      })}
    </div>
  )
}

function Blanks({ asked: { blanks }, response, onChange }: AnswerProps) {
  const id = useId()
  const texts = Array.from({ length: blanks }, (_, index) => response[index] ?? '')
  return (
    <>
      {texts.map((text, index) => (
        <Field
          key={index}
          id={`${id}-${index}`}
          label={blanks > 1 ? `第 ${index + 1} 空` : '答案'}
          value={text}
          maxLength={100}
          onChange={(value) => onChange(texts.map((each, at) => (at === index ? value : each)))}
        />
      ))}
    </>
  )
}

/** One question with its choices or blanks. */
export function Question(props: AnswerProps & { no: string }) {
  const { asked, no } = props
  return (
    <section className="lx-card" aria-label={no}>
      <p className="lx-muted">
        {no} · {questionKindLabels[asked.kind]}，{howTo[asked.kind]}
      </p>
      <h2 className="qz-stem">{asked.stem}</h2>
      {asked.kind === 'fill' ? <Blanks {...props} /> : <Choices {...props} />}
    </section>
  )
}
