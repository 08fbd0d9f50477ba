import {
  formatShanghai,
  noticeTypes,
  type NoticeKind,
  type TicketTransition,
} from '@lianxin/shared'

/** What one may be reminded of: a matter of one's own, a date that one signed up for. */
export const subjectKinds = ['matter', 'event'] as const
export type SubjectKind = (typeof subjectKinds)[number]

/** The page of the miniprogram that a message opens. */
export const pageOf: Record<SubjectKind, string> = {
  matter: 'pages/matter/index',
  event: 'volunteer/event/index',
}

/** What consent is asked for: an answer, the end of a matter, news of a date. */
export type ReminderPurpose = 'reply' | 'done' | 'event'

/**
 * What a field of a template is filled with; `number` is what the subject is called, the number of a
 * matter or the title of a date. Nothing that was said about a matter is among it.
 */
export type FieldSource = 'number' | 'state' | 'hint' | 'time'

/** One of our templates, as the operator chose it from WeChat's library. */
export interface ReminderTemplate {
  purpose: ReminderPurpose
  id: string
  fields: readonly { keyword: string; source: FieldSource }[]
}

type ToldOfMatter = NonNullable<TicketTransition['tells']>
export type Told = ToldOfMatter | NoticeKind

/** What there is to say. */
export interface News {
  told: Told
  stateLabel: string
  /** When it became news. */
  at: Date
  /** What the `time` field shows: that, or when something begins. */
  time: Date
}

const purposesOfMatter: Record<ToldOfMatter, readonly ReminderPurpose[]> = {
  answer: ['reply'],
  decline: ['reply'],
  solve: ['done', 'reply'],
  answer_and_solve: ['done', 'reply'],
}

/** At most 20 characters, so that none is cut. */
const hintsOfMatter: Record<ToldOfMatter, string> = {
  answer: '有答复了，点开看看',
  decline: '有回音了，点开看看',
  solve: '办结了，满意吗？点开说一声',
  answer_and_solve: '有答复也办结了，点开看看',
}

const isOfMatter = (told: Told): told is ToldOfMatter => Object.hasOwn(hintsOfMatter, told)

/** Which consents news may spend, the fitting one first. */
export function purposesOf(told: Told): readonly ReminderPurpose[] {
  return isOfMatter(told) ? purposesOfMatter[told] : ['event']
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

function valueOf(keyword: string, source: FieldSource, name: string, news: News): string {
  const kind = keyword.replace(/\d+$/, '')
  const text = {
    number: name,
    state: news.stateLabel,
    hint: isOfMatter(news.told) ? hintsOfMatter[news.told] : noticeTypes[news.told].hint,
    time: formatShanghai(news.time, times.get(kind) ?? 'M月D日 HH:mm'),
  }[source]
  // By characters as people count them: half of one would be refused.
  return [...text].slice(0, mostCharacters.get(kind) ?? 20).join('')
}

/**
 * The `data` of a subscribe message: what it is called, state, a fixed sentence, time.
 * @param name of the subject
 */
export function fillTemplate(
  { fields }: ReminderTemplate,
  name: string,
  news: News,
): Record<string, { value: string }> {
  return Object.fromEntries(
    fields.map(({ keyword, source }) => [keyword, { value: valueOf(keyword, source, name, news) }]),
  )
}
