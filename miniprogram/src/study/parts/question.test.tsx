import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { useState } from 'react'
import { afterEach, expect, it } from 'vitest'
import { isAnswered, Question, type Asked } from './question'

afterEach(cleanup)

const options = ['断电', '敲门', '推车'].map((text, at) => ({ id: `o${at}`, text }))
const asked = (kind: Asked['kind'], blanks = 0): Asked => ({
  id: 'q',
  kind,
  stem: '怎么做？',
  options: kind === 'fill' ? [] : options,
  blanks,
})

let given: string[]
function Kept({ question }: { question: Asked }) {
  const [response, setResponse] = useState<string[]>([])
  return (
    <Question
      asked={question}
      no="第 1 题"
      response={response}
      onChange={(next) => {
        given = next
        setResponse(next)
      }}
    />
  )
}
const tap = (name: string) => fireEvent.click(screen.getByLabelText(name))

it('of a single choice the last one tapped holds', () => {
  render(<Kept question={asked('single')} />)
  tap('断电')
  tap('推车')
  expect(given).toEqual(['o2'])
})

it('of several, a second tap takes one back', () => {
  render(<Kept question={asked('multiple')} />)
  tap('断电')
  tap('推车')
  tap('断电')
  expect(given).toEqual(['o2'])
})

it('an ordering is tapped in order; each says its place, and one taken back moves the others up', () => {
  render(<Kept question={asked('ordering')} />)
  tap('推车')
  tap('断电')
  expect(given).toEqual(['o2', 'o0'])
  expect(isAnswered(asked('ordering'), given)).toBe(false)
  tap('推车，第 1 位')
  tap('敲门')
  tap('推车')
  expect(given).toEqual(['o0', 'o1', 'o2'])
  expect(screen.getByLabelText('断电，第 1 位').textContent).toBe('1断电')
  expect(isAnswered(asked('ordering'), given)).toBe(true)
})

it('a fill-in is answered when every blank has something in it', () => {
  const question = asked('fill', 2)
  render(<Kept question={question} />)
  fireEvent.input(screen.getByLabelText('第 2 空'), { target: { value: '119' } })
  expect(given).toEqual(['', '119'])
  expect(isAnswered(question, given)).toBe(false)
  expect(isAnswered(question, [' ', '119'])).toBe(false)
  expect(isAnswered(question, ['火警', '119'])).toBe(true)
})
