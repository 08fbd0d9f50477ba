import mammoth from 'mammoth'
import { IntakeError } from '../intake-error'
import type { ReadText } from '../policy-draft'
import { htmlToText } from './html-text'
import { entryIsHonest, readZipDirectory } from '../../../../platform/zip-directory'

const maxUnpackedBytes = 60 * 1024 * 1024

const broken = (cause?: unknown): IntakeError =>
  new IntakeError(
    'intake.unreadable',
    '这个 Word 文档好像坏了，打不开。请用 Word 或 WPS 重新存一份 .docx，或者把文字直接粘贴进来。',
    { cause },
  )

/**
 * Text of a .docx with its headings and lists as lines of their own.
 * Throws IntakeError: encrypted, unsupported_type (another kind of zip), too_large (zip bomb), unreadable.
 */
export const readDocx = async (bytes: Uint8Array): Promise<ReadText> => {
  await assertSafeDocx(bytes)
  const skipImages = mammoth.images.imgElement(() => Promise.resolve({ src: '' }))
  let html: string
  try {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const options = {
      convertImage: skipImages,
      styleMap: ["p[style-name='Title'] => h1:fresh", "p[style-name='标题'] => h1:fresh"],
    }
    html = (await mammoth.convertToHtml({ buffer }, options)).value
  } catch (error) {
    throw broken(error)
  }
  return { text: htmlToText(`<html><body>${html}</body></html>`), notes: [] }
}

/** Throws IntakeError unless the bytes are a Word document that unpacks to no more than it says. */
export const assertSafeDocx = async (bytes: Uint8Array): Promise<void> => {
  const entries = readZipDirectory(bytes)
  if (entries === null) throw broken()
  if (entries.some((entry) => entry.encrypted)) {
    throw new IntakeError('intake.encrypted', '这个文件设了密码。请先取消密码，再传一次。')
  }
  if (!entries.some((entry) => entry.name === '[Content_Types].xml') || !hasWordBody(entries)) {
    throw new IntakeError(
      'intake.unsupported_type',
      '这是压缩包或别的表格、演示文件，读不了。请传 .docx、.txt、.html，或者把文字直接粘贴进来。',
    )
  }
  const unpacked = entries.reduce((sum, entry) => sum + entry.uncompressedBytes, 0)
  if (unpacked > maxUnpackedBytes) {
    throw new IntakeError(
      'intake.too_large',
      '这个 Word 文档解开后太大了。请删掉里面的图片再传，或者把文字直接粘贴进来。',
    )
  }
  for (const entry of entries) {
    if (!(await entryIsHonest(bytes, entry))) throw broken()
  }
}

const hasWordBody = (entries: { name: string }[]): boolean =>
  entries.some((entry) => /^word\/document\d*\.xml$/.test(entry.name))
