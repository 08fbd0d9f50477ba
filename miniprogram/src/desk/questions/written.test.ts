import { describe, expect, it } from 'vitest'
import { blankQuestion, bodyOf, withKind, writtenOf, type BankQuestion } from './written'

const kept: BankQuestion = {
  id: 'a'.repeat(24),
  org: { id: 'b'.repeat(24), name: '望江社区' },
  kind: 'ordering',
  stem: '怎么做？',
  // As the server keeps them: the right order is in `correct`.
  options: [
    { id: 'y', text: '敲门' },
    { id: 'x', text: '断电' },
  ],
  correct: ['x', 'y'],
  accepted: [],
  series: '短课',
  lessonId: null,
  keyPoint: null,
  explanation: '',
  active: true,
}

describe('what is sent', () => {
  it('leaves empty choices out, and marks stay with their words', () => {
    const written = { ...blankQuestion('短课'), options: ['', '甲', ' ', '乙'], correct: [3] }
    expect(bodyOf(written, undefined)).toMatchObject({ options: ['甲', '乙'], correct: [1] })
  })

  it('an ordering is right as it is written', () => {
    const written = { ...withKind(blankQuestion('短课'), 'ordering'), options: ['甲', '乙', '丙'] }
    expect(bodyOf(written, undefined)).toMatchObject({ correct: [0, 1, 2] })
    expect(bodyOf(writtenOf(kept), undefined)).toMatchObject({
      options: ['断电', '敲门'],
      correct: [0, 1],
    })
  })

  it('a blank has several right texts, apart by either semicolon', () => {
    const written = { ...withKind(blankQuestion('短课'), 'fill'), blanks: ['一；1;壹', '119'] }
    expect(bodyOf(written, undefined)).toMatchObject({
      options: [],
      correct: [],
      accepted: [['一', '1', '壹'], ['119']],
    })
  })

  it('names a key point only of a lesson', () => {
    const written = { ...blankQuestion('短课'), keyPoint: 2 }
    expect(bodyOf(written, undefined)).toMatchObject({ lessonId: null, keyPoint: null })
    const lessonId = 'c'.repeat(24)
    expect(bodyOf({ ...written, lessonId }, undefined)).toMatchObject({ lessonId, keyPoint: 2 })
  })
})

it('of several right ones only the first is left when one may be chosen', () => {
  const several = { ...blankQuestion('短课'), kind: 'multiple' as const, correct: [0, 1] }
  expect(withKind(several, 'single').correct).toEqual([0])
})
