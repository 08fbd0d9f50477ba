import { cleanText } from './clean/clean-text'
import { IntakeError } from './intake-error'
import { findPoints } from './points/find-points'
import type { PolicyDraft, PolicySource } from './policy-draft'
import { publicInternet } from './source/fetch-page'
import type { FetchOptions, NetworkPolicy } from './source/fetch-page'
import { readSource } from './source/read-source'

export { IntakeError } from './intake-error'
export type { IntakeErrorCode } from './intake-error'
export type { PolicyDraft, PolicySource } from './policy-draft'
export { assertSafeDocx } from './source/docx'
export { decodeText } from './source/decode'
export { fetchIfChanged, publicInternet } from './source/fetch-page'
export type { FetchOptions, NetworkPolicy, Validators } from './source/fetch-page'
export { readHtml } from './source/html'
export { isHostileMarkup, parseDocument, stripTags } from './source/html-text'
export type { DomNode } from './source/html-text'

const defaultTimeoutMs = 10_000

/** Any address and any port: for tests against a local server only. */
const anyNetwork: NetworkPolicy = {
  ...publicInternet,
  isAllowedAddress: () => true,
  anyPort: true,
}

/**
 * Reads a policy text from a paste, a file (.txt, .docx, .html, judged by content) or a web
 * address, cleans it and proposes title, issuer, date and 3–8 numbered points for a person to edit.
 * `timeoutMs` bounds the whole fetch of an address (default 10,000); `policy`, `beforeHop` and
 * `userAgent` are those of the fetch.
 * Throws IntakeError for every kind of bad input; besides only what `beforeHop` throws.
 */
export const extractPolicy = async (
  source: PolicySource,
  options: { allowPrivateNetwork?: boolean } & Partial<Omit<FetchOptions, 'known'>> = {},
): Promise<PolicyDraft> => {
  const policy = options.policy ?? (options.allowPrivateNetwork ? anyNetwork : publicInternet)
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs
  const read = await readSource(source, { ...options, timeoutMs, policy })
  const { title, lines, facts, notes } = await cleanText(read)
  if (lines.length === 0) {
    throw new IntakeError('intake.empty', '没有读到文字。请检查一下内容，或者把文字直接粘贴进来。')
  }
  const { points, broken, shortened, isPartial } = await findPoints(lines)
  if (broken.length > 0) {
    const sample = broken.map((sentence) => `“${sentence.slice(0, 20)}…”`).slice(0, 3)
    notes.push(`有 ${broken.length} 句含乱码，没有选作要点，请对照原文改正：${sample.join('、')}。`)
  }
  if (shortened.length > 0) {
    notes.push(`第 ${shortened.join('、')} 条原句太长，只留了前半句，请看看是否完整。`)
  }
  if (isPartial) notes.push('文章很长，要点只从前面约 6 万字里挑选。')
  if (points.length < 3) notes.push('文字较短，没能凑够 3 条要点，请自己补充。')
  const body = lines.join('\n')
  return {
    title,
    issuer: facts.issuer,
    issuedOn: facts.issuedOn,
    sourceUrl: facts.sourceUrl,
    body,
    points,
    charCount: body.length - (lines.length - 1),
    notes,
  }
}
