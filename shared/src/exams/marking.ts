import type { AnswerKey } from './kinds'

/** Folds what hands type differently: full and half width, letter case, every space. */
export function folded(text: string): string {
  return text.normalize('NFKC').replace(/\s+/gu, '').toLowerCase()
}

const sameList = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((each, index) => each === right[index])

/**
 * Is the answer right? All or nothing: half of a multiple choice is not right.
 * @param response ids of choices (of an ordering: in order), or one text for each blank
 */
export function isRight(key: AnswerKey, response: readonly string[]): boolean {
  switch (key.kind) {
    case 'fill':
      return (
        response.length === key.accepted.length &&
        key.accepted.every((texts, blank) => {
          const given = folded(response[blank] ?? '')
          return given !== '' && texts.some((text) => folded(text) === given)
        })
      )
    case 'multiple':
      return sameList([...response].sort(), [...key.correct].sort())
    case 'single':
    case 'truefalse':
    case 'ordering':
      return sameList(response, key.correct)
  }
}

/** Whole marks of 100, cut, never rounded up: 84.99 is 84. @param total questions, at least one */
export function scoreOf(right: number, total: number): number {
  return Math.floor((right * 100) / total)
}

/** Does it pass? Compared in whole numbers, so that exactly the pass mark passes. */
export function passes(right: number, total: number, passMark: number): boolean {
  return total > 0 && right * 100 >= passMark * total
}
