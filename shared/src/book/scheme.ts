import type { PartyClass } from '../party'
import { bookPartLabels, ruleLabels, type BookPart, type RuleKey } from './keys'

/** What one rule gives. Points are whole numbers. */
export interface BookRule {
  part: BookPart
  /** For each time, or for each hour of service. */
  points: number
  /** Most on one Shanghai day; null = no limit. */
  mostADay: number | null
  /** Most in one Shanghai year; null = no limit. */
  mostAYear: number | null
}

/** The rules of an organization: what each thing gives, and how the hundred is made up. */
export interface BookScheme {
  rules: Record<RuleKey, BookRule>
  /** How many of the hundred the base part can fill, by class; contribution fills the rest. */
  baseMost: Record<PartyClass, number>
}

/** The full score of a year (mechanism D8: 百分制). */
export const FULL_SCORE = 100

/** Service points that an activist or a candidate needs (mechanism E14): 29 is too few, 30 is enough. */
export const SERVICE_POINTS_NEEDED = 30

/** What holds where no organization above has written rules of its own. */
export const defaultScheme: BookScheme = {
  rules: {
    'lesson.completed': { part: 'base', points: 2, mostADay: 4, mostAYear: 40 },
    'quiz.passed': { part: 'base', points: 1, mostADay: 2, mostAYear: 20 },
    'exam.passed': { part: 'base', points: 10, mostADay: null, mostAYear: 20 },
    'checkin.day': { part: 'base', points: 1, mostADay: 1, mostAYear: 30 },
    'service.hours': { part: 'contribution', points: 2, mostADay: 16, mostAYear: null },
    'deed.proposed': { part: 'contribution', points: 3, mostADay: 6, mostAYear: 30 },
  },
  baseMost: { community: 60, office: 60, enterprise: 60, retired: 60, floating: 60 },
}

/** Says a rule in words, e.g. `学完一课 2 分，一天最多 4 分，一年最多 40 分`. */
export function ruleWords(key: RuleKey, { part, points, mostADay, mostAYear }: BookRule): string {
  return [
    `${ruleLabels[key]} ${points} 分（${bookPartLabels[part]}）`,
    mostADay === null ? '' : `一天最多 ${mostADay} 分`,
    mostAYear === null ? '' : `一年最多 ${mostAYear} 分`,
  ]
    .filter((words) => words !== '')
    .join('，')
}
