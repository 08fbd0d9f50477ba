import type { QuestionKind } from '@lianxin/shared'
import type { InputOf, OutputOf } from '@lianxin/shared/contract'

export type BankQuestion = OutputOf<'questions.list'>['items'][number]
type Body = InputOf<'questions.create'>['body']

/** A question while it is being written. */
export interface Written {
  kind: QuestionKind
  stem: string
  /** Texts of the choices; of an ordering in the right order. */
  options: string[]
  /** Positions of the right choices; of true/false 0 = true. */
  correct: number[]
  /** Of a fill-in, for each blank: every text that is right, apart by semicolons. */
  blanks: string[]
  series: string
  lessonId: string
  /** 0 = none. */
  keyPoint: number
  explanation: string
  active: boolean
}

/** An empty question of that series. */
export function blankQuestion(series: string): Written {
  return {
    kind: 'single',
    stem: '',
    options: ['', ''],
    correct: [],
    blanks: [''],
    series,
    lessonId: '',
    keyPoint: 0,
    explanation: '',
    active: true,
  }
}

/** A question of the bank, to be changed. */
export function writtenOf(question: BankQuestion): Written {
  const { kind, stem, options, correct, accepted, series, lessonId, keyPoint } = question
  const isOrdering = kind === 'ordering'
  const places = correct.map((id) => options.findIndex((option) => option.id === id))
  const texts = isOrdering
    ? places.map((at) => options[at]?.text ?? '')
    : options.map(({ text }) => text)
  return {
    kind,
    stem,
    options: texts.length > 1 ? texts : ['', ''],
    correct: isOrdering ? [] : places,
    blanks: accepted.length > 0 ? accepted.map((each) => each.join('；')) : [''],
    series,
    lessonId: lessonId ?? '',
    keyPoint: keyPoint ?? 0,
    explanation: question.explanation,
    active: question.active,
  }
}

/** The question after another kind was chosen: what does not fit it is no longer marked right. */
export function withKind(written: Written, kind: QuestionKind): Written {
  const correct = kind === 'multiple' ? written.correct : written.correct.slice(0, 1)
  return { ...written, kind, correct: kind === 'ordering' || kind === 'fill' ? [] : correct }
}

const splitTexts = (texts: string) =>
  texts
    .split(/[;；]/u)
    .map((each) => each.trim())
    .filter((each) => each !== '')

/** What the server takes. Empty choices are left out; marks stay with their words. */
export function bodyOf(written: Written, orgId: string | undefined): Body {
  const { kind, stem, series, explanation, active, keyPoint, lessonId } = written
  const hasOptions = kind !== 'fill' && kind !== 'truefalse'
  const kept = written.options
    .map((text, at) => ({ text: text.trim(), right: written.correct.includes(at) }))
    .filter(({ text }) => text !== '')
  const right = kept.flatMap((each, at) => (each.right || kind === 'ordering' ? [at] : []))
  return {
    kind,
    stem: stem.trim(),
    options: hasOptions ? kept.map(({ text }) => text) : [],
    correct: kind === 'truefalse' ? written.correct : hasOptions ? right : [],
    accepted:
      kind === 'fill' ? written.blanks.map(splitTexts).filter((each) => each.length > 0) : [],
    series: series.trim(),
    lessonId: lessonId || null,
    keyPoint: lessonId && keyPoint > 0 ? keyPoint : null,
    explanation: explanation.trim(),
    active,
    ...(orgId ? { orgId } : {}),
  }
}
