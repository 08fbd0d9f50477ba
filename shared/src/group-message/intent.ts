import { dropInvisible, fold, saysSomething } from './fold'
import { readPointHead } from './point-number'
import { readCommand } from './commands'
import { readReference } from './reference'
import type { Intent, SuggestIntent } from './intent-kinds'

const PREFIX = /^(?:建议|反馈|诉求|意见|投诉)\s*:\s*/
const ISSUE = /^第?\s*(\d{1,5})\s*期\s*(?:的|[,、:])?\s*/
/** 匿名 set apart by a mark, a blank or a number is a command; else it is also a word of the text. */
const ANONYMOUS = /^(?:匿名|不留名|不具名)(?:\s*[:,、。]\s*|\s+|(?=[\d第]))/
const ANONYMOUS_WORD = /^匿名/

interface Heads {
  pointNo: number | null
  issueNo: number | null
  anonymous: boolean
  /** Position in the text where the point number begins, and where the words begin. */
  wholeFrom: number
  from: number
}

/** Reads 建议：, 匿名, 第47期 and the point number at the head, in whatever order they stand. */
function readHeads(text: string): Heads {
  const folded = fold(text)
  const heads: Heads = { pointNo: null, issueNo: null, anonymous: false, wholeFrom: 0, from: 0 }
  const seen = new Set<string>()
  // Each kind once, so at most four rounds.
  for (let progress = true; progress;) {
    progress = false
    const rest = folded.slice(heads.from)
    const take = (kind: string, length: number) => {
      heads.from += length
      if (!seen.has('point')) heads.wholeFrom = heads.from
      seen.add(kind)
      progress = true
    }
    const prefix = seen.has('prefix') ? null : PREFIX.exec(rest)
    const anonymous = seen.has('anonymous') ? null : ANONYMOUS.exec(rest)
    const issue = seen.has('issue') ? null : ISSUE.exec(rest)
    const point = seen.has('point') ? null : readPointHead(text.slice(heads.from))
    if (prefix) take('prefix', prefix[0].length)
    else if (anonymous) {
      heads.anonymous = true
      take('anonymous', anonymous[0].length)
    } else if (issue) {
      heads.issueNo = Number(issue[1])
      take('issue', issue[0].length)
    } else if (point) {
      heads.pointNo = point.pointNo
      seen.add('point')
      take('point', point.end)
    }
  }
  // 匿名投票能不能…: the writer may mean it either way, so the name is not kept and no word is lost.
  if (ANONYMOUS_WORD.test(folded.slice(heads.from))) heads.anonymous = true
  return heads
}

function suggestion(
  text: string,
  quoted: { issueNo: number | null; number: string | null },
): SuggestIntent | { kind: 'empty' } {
  const heads = readHeads(text)
  const said = text.slice(heads.from).trim()
  if (!saysSomething(said)) return { kind: 'empty' }
  return {
    kind: 'suggest',
    pointNo: heads.pointNo,
    issueNo: heads.issueNo ?? quoted.issueNo,
    anonymous: heads.anonymous,
    text: said,
    wholeText: text.slice(heads.wholeFrom).trim(),
    aboutNumber: quoted.number,
  }
}

/**
 * Reads a message as a suggestion, whatever command it might also be: for commands that turn out
 * to hit nothing, so that their words are not lost.
 */
export function parseSuggestion(
  text: string,
  quotedText: string | null,
): SuggestIntent | { kind: 'empty' } {
  return suggestion(dropInvisible(text).trim(), readReference(quotedText))
}

/**
 * Understands a message that is addressed to the bot. Whatever is no command is a suggestion, so
 * that nothing that a resident writes is lost.
 * @param text       without mention and quote block
 * @param quotedText what it quotes of the bot's, or null
 */
export function parseIntent(text: string, quotedText: string | null): Intent {
  const said = dropInvisible(text).trim()
  const quoted = readReference(quotedText)
  if (!saysSomething(said) && !/^[?？]+$/.test(said)) return { kind: 'empty' }
  return readCommand(said, quoted) ?? suggestion(said, quoted)
}
