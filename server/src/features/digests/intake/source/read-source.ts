import { IntakeError } from '../intake-error'
import type { PolicySource, ReadText } from '../policy-draft'
import { decodeText } from './decode'
import { readDocx } from './docx'
import { fetchIfChanged } from './fetch-page'
import type { FetchOptions } from './fetch-page'
import { readHtml } from './html'
import { sniff } from './sniff'
import type { FileKind } from './sniff'

export const maxFileBytes = 10 * 1024 * 1024
/** A policy of two hundred thousand characters is a book; nobody sends that to a chat group. */
export const maxTextChars = 200_000

const refusals: Partial<Record<FileKind, string>> = {
  picture: '这是一张图片，读不出文字。请把图里的文字打出来粘贴，或者传 .docx、.txt 文件。',
  pdf: '暂时读不了 PDF。请在 PDF 里选中文字，复制后粘贴进来，或者传 .docx、.txt 文件。',
  'old-office': '这是旧版 Office 文件（.doc、.wps 等）。请用 Word 或 WPS 另存为 .docx 再传。',
  rtf: '这是 RTF 文件。请用 Word 或 WPS 另存为 .docx 再传。',
  executable: '这是一个程序，不是文件。请传 .docx、.txt 或 .html 文件。',
  archive: '这是压缩包。请先解压，再传里面的 .docx 或 .txt 文件。',
  media: '这是音频或视频，读不出文字。请传 .docx、.txt 或 .html 文件。',
  binary: '看不懂这个文件。请传 .docx、.txt 或 .html 文件，或者把文字直接粘贴进来。',
}

/**
 * Text of any source, with the facts its container states.
 * Throws IntakeError with any of its codes.
 */
export const readSource = async (
  source: PolicySource,
  fetching: FetchOptions,
): Promise<ReadText> => {
  const read = await readAny(source, fetching)
  assertTextSize(read.text)
  return read
}

const readAny = (source: PolicySource, fetching: FetchOptions): Promise<ReadText> => {
  switch (source.kind) {
    case 'text':
      return readPasted(source.text)
    case 'file':
      return readFile(source.bytes)
    case 'url':
      return readUrl(source.url, fetching)
  }
}

const refuseTooLarge = (): IntakeError =>
  new IntakeError(
    'intake.too_large',
    '内容太大了（超过 10 MB）。请删掉里面的图片再传，或者只粘贴要发的那段文字。',
  )

const assertTextSize = (text: string): void => {
  if (text.length <= maxTextChars) return
  throw new IntakeError(
    'intake.too_large',
    '文字太长了（超过 20 万字）。请只留下要发的那一份文件的正文。',
  )
}

const readPasted = async (text: string): Promise<ReadText> => {
  if (text.length > maxFileBytes) throw refuseTooLarge()
  // A page source pasted as text; a stray "<" in prose is not one.
  if (/^\s*<(!doctype html|html|head|body|div|article)\b/i.test(text)) return readHtml(text)
  return { text, notes: [] }
}

const readFile = async (bytes: Uint8Array): Promise<ReadText> => {
  if (bytes.length > maxFileBytes) {
    throw refuseTooLarge()
  }
  if (bytes.length === 0) {
    throw new IntakeError('intake.empty', '这个文件是空的。请检查一下，换一个有文字的文件。')
  }
  return readBytes(bytes, undefined)
}

const readBytes = async (bytes: Uint8Array, charset: string | undefined): Promise<ReadText> => {
  const kind = sniff(bytes)
  if (kind === 'zip') return readDocx(bytes)
  if (kind === 'encrypted-office') {
    throw new IntakeError(
      'intake.encrypted',
      '这个文件设了密码。请先在 Word 或 WPS 里取消密码，再传一次。',
    )
  }
  const refusal = refusals[kind]
  if (refusal !== undefined) throw new IntakeError('intake.unsupported_type', refusal)
  const text = decodeText(bytes, charset)
  if (kind === 'html') return readHtml(text)
  return { text, notes: [] }
}

const readUrl = async (url: string, fetching: FetchOptions): Promise<ReadText> => {
  const page = await fetchIfChanged(url, { ...fetching, known: undefined })
  if (page === 'unchanged') throw new Error('nothing was known, so nothing can be unchanged')
  const read = await readBytes(page.bytes, page.charset).catch((error: unknown) => {
    if (!(error instanceof IntakeError) || error.code !== 'intake.unsupported_type') throw error
    throw new IntakeError(
      'intake.not_text',
      '这个网址不是网页文章（可能是图片、PDF 或压缩包）。请换成文章页面的网址，或者把文字粘贴进来。',
      { cause: error },
    )
  })
  return { ...read, sourceUrl: page.url }
}
