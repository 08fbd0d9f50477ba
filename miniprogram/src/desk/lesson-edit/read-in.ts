import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { importLesson, uploadMedia, type ChosenFile } from '../parts/transfer'

type Imported = OutputOf<'lessons.importFile'>

const isMarkdown = (file: File) => /\.(md|markdown|txt)$/i.test(file.name)

/**
 * Reads a document in: a .docx, or a Markdown file together with the pictures that it names.
 * @throws ApiError, UnreachableError
 */
export async function readIn(files: readonly ChosenFile[]): Promise<Imported> {
  const own = files.filter((file): file is File => !('path' in file))
  const markdown = own.find(isMarkdown)
  const [first] = files
  if (!markdown) {
    if (!first) throw new Error('a document is chosen before it is read')
    return importLesson(first)
  }
  const pictures = []
  for (const file of own.filter((each) => each !== markdown)) {
    const { id, kind } = await uploadMedia(file)
    if (kind === 'picture') pictures.push({ name: file.name, fileId: id })
  }
  return api.call('lessons.importMarkdown', { body: { text: await markdown.text(), pictures } })
}
