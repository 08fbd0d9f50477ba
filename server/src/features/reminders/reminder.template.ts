import { formatShanghai, type TicketTransition } from '@lianxin/shared'

/** What consent is asked for: an answer, or the end of a matter. */
export type ReminderPurpose = 'reply' | 'done'

/** What a field of a template is filled with. Nothing that was said about a matter is among it. */
export type FieldSource = 'number' | 'state' | 'hint' | 'time'

/** One of our templates, as the operator chose it from WeChat's library. */
export interface ReminderTemplate {
  purpose: ReminderPurpose
  id: string
  fields: readonly { keyword: string; source: FieldSource }[]
}

export type Told = NonNullable<TicketTransition['tells']>

/** What there is to say. */
export interface News {
  told: Told
  stateLabel: string
  at: Date
}

/** Which consents news may spend, the fitting one first. */
export const purposesOf: Record<Told, readonly ReminderPurpose[]> = {
  answer: ['reply'],
  decline: ['reply'],
  solve: ['done', 'reply'],
  answer_and_solve: ['done', 'reply'],
}

/** At most 20 characters, so that none is cut. */
const hints: Record<Told, string> = {
  answer: '有答复了，点开看看',
  decline: '有回音了，点开看看',
  solve: '办结了，满意吗？点开说一声',
  answer_and_solve: '有答复也办结了，点开看看',
}

/** Most characters of a field, by the kind that its keyword begins with (WeChat's table of limits). */
const mostCharacters = new Map([
  ['thing', 20],
  ['character_string', 32],
  ['phrase', 5],
  ['name', 10],
])
const times = new Map([
  ['time', 'YYYY年M月D日 HH:mm'],
  ['date', 'YYYY年M月D日'],
])

function valueOf(keyword: string, source: FieldSource, number: string, news: News): string {
  const kind = keyword.replace(/\d+$/, '')
  const text = {
    number,
    state: news.stateLabel,
    hint: hints[news.told],
    time: formatShanghai(news.at, times.get(kind) ?? 'M月D日 HH:mm'),
  }[source]
  // By characters as people count them: half of one would be refused.
  return [...text].slice(0, mostCharacters.get(kind) ?? 20).join('')
}

/**
 * The `data` of a subscribe message: number, state, a fixed sentence, time.
 * @param number of the matter
 */
export function fillTemplate(
  { fields }: ReminderTemplate,
  number: string,
  news: News,
): Record<string, { value: string }> {
  return Object.fromEntries(
    fields.map(({ keyword, source }) => [
      keyword,
      { value: valueOf(keyword, source, number, news) },
    ]),
  )
}
