import { FEWEST_WITH_ONE_TEXT, folded, type AnswerChoice } from '@lianxin/shared'
import type { QuestionDocument } from './question.model'

/** Answers to one question that were the same. */
export interface Chosen {
  /** Ids of choices, of an ordering in order; empty = left blank, null = words, or not kept. */
  chosen: readonly string[] | null
  count: number
}
/** The same wrong words, and who wrote them. */
export interface Typed {
  texts: readonly string[]
  people: readonly string[]
}
type Key = Pick<QuestionDocument, 'kind' | 'options' | 'correct' | 'accepted'>

const MOST_TEXTS = 5
/** Choices that were taken out of the question after somebody had chosen them. */
const CHANGED = '（后来改掉的选项）'

function optionCounts({ options, correct }: Key, given: readonly Chosen[]): AnswerChoice[] {
  const counts = new Map<string, number>()
  let changed = 0
  for (const { chosen, count } of given) {
    for (const id of chosen ?? []) counts.set(id, (counts.get(id) ?? 0) + count)
    if (chosen?.some((id) => options.every((option) => option.id !== id))) changed += count
  }
  const row = (text: string, right: boolean, count: number) => ({
    text,
    right,
    count,
    place: null,
    instead: null,
  })
  return [
    ...options.map(({ id, text }) => row(text, correct.includes(id), counts.get(id) ?? 0)),
    ...(changed > 0 ? [row(CHANGED, false, changed)] : []),
  ]
}

function placeCounts({ options, correct }: Key, given: readonly Chosen[]): AnswerChoice[] {
  const texts = new Map(options.map(({ id, text }) => [id, text]))
  return correct.map((expected, at) => {
    const counts = new Map<string, number>()
    for (const { chosen, count } of given) {
      const id = chosen?.[at]
      if (id !== undefined && texts.has(id)) counts.set(id, (counts.get(id) ?? 0) + count)
    }
    // In the bank's order, so that of equals it is always the same one.
    const [most] = options
      .flatMap(({ id, text }) => (id === expected ? [] : [{ text, count: counts.get(id) ?? 0 }]))
      .toSorted((a, b) => b.count - a.count)
    return {
      text: texts.get(expected) ?? CHANGED,
      right: true,
      count: counts.get(expected) ?? 0,
      place: at + 1,
      instead: most && most.count > 0 ? most : null,
    }
  })
}

/** Words count as the marking folds them; only what at least three people wrote is told. */
function wrongTexts({ accepted }: Key, typed: readonly Typed[]): AnswerChoice[] {
  return accepted.flatMap((right, blank) => {
    const place = accepted.length > 1 ? blank + 1 : null
    const known = new Set(right.map(folded))
    const found = new Map<string, { text: string; people: Set<string> }>()
    for (const { texts, people } of typed) {
      const text = (texts[blank] ?? '').trim()
      const key = folded(text)
      if (key === '' || known.has(key)) continue
      const same = found.get(key) ?? { text, people: new Set() }
      for (const person of people) same.people.add(person)
      found.set(key, same)
    }
    return [...found]
      .map(([key, { text, people }]) => ({ key, text, count: people.size }))
      .filter(({ count }) => count >= FEWEST_WITH_ONE_TEXT)
      .toSorted((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1))
      .slice(0, MOST_TEXTS)
      .map(({ text, count }) => ({ text, right: false, count, place, instead: null }))
  })
}

/** What was answered how often, as the kind of question wants it told. */
export function choicesOf(
  question: Key,
  given: readonly Chosen[],
  typed: readonly Typed[],
): AnswerChoice[] {
  switch (question.kind) {
    case 'fill':
      return wrongTexts(question, typed)
    case 'ordering':
      return placeCounts(question, given)
    case 'single':
    case 'multiple':
    case 'truefalse':
      return optionCounts(question, given)
  }
}
