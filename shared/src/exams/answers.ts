import type { QuestionKind } from './kinds'

/** How often something was answered to a question. */
export interface AnswerChoice {
  text: string
  right: boolean
  /** Answers; of a fill-in people, since only what several wrote is told. */
  count: number
  /** Of an ordering its place, of a fill-in with several blanks which one, from 1; else null. */
  place: number | null
  /** Of an ordering: what was put into this place most often instead. */
  instead: { text: string; count: number } | null
}

/** A text that fewer people wrote into a blank could tell who it was. */
export const FEWEST_WITH_ONE_TEXT = 3

const blankWords = (place: number | null) => (place === null ? '填成' : `第 ${place} 空填成`)

/** One choice in words, the same on the page and in Excel. */
export function choiceWords(kind: QuestionKind, choice: AnswerChoice): string {
  const { text, count, place, instead } = choice
  if (kind === 'fill') return `${blankWords(place)}“${text}”：${count} 人`
  if (kind !== 'ordering') return `${text}：${count} 次`
  const right = `第 ${place} 位应是“${text}”：放对 ${count} 次`
  return instead ? `${right}，放成“${instead.text}” ${instead.count} 次` : right
}

/** What was most often answered wrong, in words; null when nothing wrong is told. */
export function popularMistake(
  kind: QuestionKind,
  choices: readonly AnswerChoice[],
): string | null {
  let most = 0
  let words: string | null = null
  for (const choice of choices) {
    const { text, right, place, instead } = choice
    const wrong = kind === 'ordering' ? instead : right ? null : choice
    if (!wrong || wrong.count <= most) continue
    most = wrong.count
    if (kind === 'ordering') words = `第 ${place} 位放成“${wrong.text}”（${most} 次）`
    else if (kind === 'fill') words = `${blankWords(place)}“${text}”（${most} 人）`
    else words = `“${text}”（${most} 次）`
  }
  return words
}
