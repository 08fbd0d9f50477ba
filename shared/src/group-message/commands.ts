import { readCheckin } from './checkin'
import { fold, saysSomething } from './fold'
import type { Intent } from './intent-kinds'
import { readSignUp } from './sign-up'
import { normalTicketNumber, TICKET_NUMBER, type Reference } from './reference'

/** Words for a score; satisfied is yes to the bot's question 满意吗, so it is the full five. */
const scoreWords: Record<string, number> = {
  非常满意: 5,
  很满意: 5,
  十分满意: 5,
  满意: 5,
  比较满意: 4,
  基本满意: 4,
  一般: 3,
  不太满意: 2,
  不满意: 2,
  很不满意: 1,
  非常不满意: 1,
}
const longestFirst = Object.keys(scoreWords).toSorted((a, b) => b.length - a.length)
const SCORE = `[1-5]|${longestFirst.join('|')}`
/** A full number, or 3–6 digits of its end. */
const NUMBER = `${TICKET_NUMBER}|\\d{3,6}`

/** Help, privacy and queries are short; longer texts are suggestions and are not searched for them. */
const LONGEST_COMMAND = 60
const END = '[\\s。.!！?？~，,]*$'
const HELP = new RegExp(
  `^(?:帮助|help|(?:怎么|如何|怎样)打卡|打卡(?:怎么|如何|怎样)打|怎么用|如何使用|使用说明|说明|菜单|功能|你好|您好|在吗|\\?+)${END}`,
  'i',
)
const PRIVACY = new RegExp(`^(?:隐私|隐私说明|隐私政策|隐私保护)${END}`)
/** Six digits, as the desk shows them: 482 913. */
const BIND = new RegExp(`^绑定(?:本?群|码)?[\\s:]*(\\d{3})\\s?(\\d{3})${END}`)
const LOOK = new RegExp(`^(?:看看|看一看|看一下|试看)[\\s:]*(\\d{3})\\s?(\\d{3})${END}`)
const STATUS =
  '(?:的)?(?:进度|进展|结果|办到哪了|办得怎么样了?|办得怎样了?|怎么样了|怎样了|到哪了)?(?:吧|吗|呢)?'
const QUERY = new RegExp(
  `^(?:(?:查询|查看|查一下|查下|查|编号|进度)[\\s:,]*)+(?:编号[\\s:]*)?(${NUMBER}|\\d{1,6})?\\s*${STATUS}${END}`,
  'i',
)
const NUMBER_ONLY = new RegExp(
  `^(?:编号[\\s:]*)?(${TICKET_NUMBER}|0\\d{3,5})\\s*${STATUS}${END}`,
  'i',
)
const STATUS_ONLY = new RegExp(
  `^(?:进度|进展|结果(?:呢)?|办到哪了|办得怎么样了?|办得怎样了?|怎么样了|怎样了|到哪了)${END}`,
)
const UNSOLVED = '(?:问题)?(?:还是|还|根本|依然|仍然|仍|一直|又)?(?:没|没有|未)(?:有)?(?:得到)?解决'
const REOPEN = new RegExp(
  `^(?:(?:编号[\\s:]*)?(${NUMBER})[\\s:,]*(?:的)?)?(?:${UNSOLVED}|重开|重新办理)(?!的)[\\s:,。.!、]*(${NUMBER}(?!\\d))?[\\s:,。.!、]*([\\s\\S]*)$`,
  'i',
)
const RATE = new RegExp(
  `^(?:(?:评价|评分|打分)[\\s:]*)?(?:(?:编号[\\s:]*)?(${NUMBER})[\\s:,]+)?(${SCORE})(?:\\s*(?:分|颗?星))?([\\s\\S]*)$`,
  'i',
)
const ASKED_TO_RATE = /^(?:评价|评分|打分)/

function scoreOf(word: string): number {
  return scoreWords[word] ?? Number(word)
}

function numberOf(typed: string | undefined, quoted: Reference): string | null {
  return typed ? normalTicketNumber(typed) : quoted.number
}

/** What stands behind a score must be apart from it: 5分钟, 满意度, 5号楼 are no ratings. */
function readRating(said: string, folded: string, quoted: Reference): Intent | null {
  const found = RATE.exec(folded)
  if (!found) return null
  const [, typed, word = '', rest = ''] = found
  const comment = said
    .slice(said.length - rest.length)
    .replace(/^[\s:：,，、。.!！~]+/, '')
    .trim()
  const rating: Intent = {
    kind: 'rate',
    score: scoreOf(word),
    comment: saysSomething(comment) ? comment : null,
    number: numberOf(typed, quoted),
  }
  if (rating.comment === null) return rating
  if (!/^[\s:,、。.!~]/.test(rest)) return null
  // `5 修得很快` could be point 5: only when a matter is named, the question
  // is quoted, or the score is in words or 分.
  const meant =
    typed !== undefined ||
    quoted.asksRating ||
    ASKED_TO_RATE.test(folded) ||
    scoreWords[word] !== undefined ||
    /[分星]$/.test(folded.slice(0, folded.length - rest.length).trimEnd())
  return meant ? rating : null
}

function readReopening(said: string, folded: string, quoted: Reference): Intent | null {
  const found = REOPEN.exec(folded)
  if (!found) return null
  const [, before, behind, rest = ''] = found
  const reason = said.slice(said.length - rest.length).trim()
  return {
    kind: 'reopen',
    number: numberOf(before ?? behind, quoted),
    reason: saysSomething(reason) ? reason : null,
  }
}

function readShortCommand(folded: string, quoted: Reference): Intent | null {
  if (HELP.test(folded)) return { kind: 'help' }
  if (PRIVACY.test(folded)) return { kind: 'privacy' }
  const bind = BIND.exec(folded)
  if (bind) return { kind: 'bind', code: `${bind[1]}${bind[2]}` }
  const look = LOOK.exec(folded)
  if (look) return { kind: 'look', code: `${look[1]}${look[2]}` }
  const query = QUERY.exec(folded) ?? NUMBER_ONLY.exec(folded)
  if (query) return { kind: 'query', number: numberOf(query[1], quoted) }
  if (STATUS_ONLY.test(folded) && quoted.number !== null)
    return { kind: 'query', number: quoted.number }
  return null
}

/**
 * Reads a command: help, privacy, binding, looking at a digest, query, check-in, sign-up, reopening, rating. Null = it is none.
 * @param said   the text, trimmed
 * @param quoted what the quoted message refers to
 */
export function readCommand(said: string, quoted: Reference): Intent | null {
  const folded = fold(said)
  const short = folded.length <= LONGEST_COMMAND ? readShortCommand(folded, quoted) : null
  return (
    short ??
    readCheckin(said) ??
    readSignUp(said) ??
    readReopening(said, folded, quoted) ??
    readRating(said, folded, quoted)
  )
}
