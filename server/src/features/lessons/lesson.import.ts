import mammoth from 'mammoth'
import type { HandlerInputOf, OutputOf } from '@lianxin/shared/contract'
import { expectedSeconds, type LessonBlock } from '@lianxin/shared'
import type { PersonActor } from '../../http/route'
import { AppError, ensure } from '../../platform/app-error'
import { assertSafeDocx, IntakeError, parseDocument, type DomNode } from '../digests'
import type { MediaFile } from '../media'
import { actingOrg } from '../orgs'
import { composeLesson, readMarkdown, type ReadLesson, type ReadLine } from './import.rules'
import type { LessonDeps } from './lesson.deps'
import { presentBlocks } from './lesson.presenter'

type Imported = OutputOf<'lessons.importFile'>
const MOST_PICTURES = 40
const MOST_BLOCKS = 40

/** Words of an item without those of the list within it, which are items of their own. */
function ownText(node: DomNode): string {
  const parts = [...node.childNodes].filter(({ nodeName }) => !/^[uo]l$/i.test(nodeName))
  return parts.map(({ textContent }) => textContent ?? '').join('')
}

/** Lines of the HTML that mammoth makes: headings, paragraphs, items, pictures. */
function readHtmlLines(html: string): ReadLine[] {
  const lines: ReadLine[] = []
  const document = parseDocument(`<html><body>${html}</body></html>`)
  for (const element of document.querySelectorAll('h1,h2,h3,h4,h5,h6,p,li,img')) {
    const tag = element.nodeName.toLowerCase()
    if (tag === 'img') {
      const [source, alt] = ['src', 'alt'].map((name) => element.getAttribute?.(name) ?? '')
      lines.push({ kind: 'picture', source: source ?? '', alt: alt ?? '' })
      continue
    }
    const text = ownText(element).replace(/\s+/g, ' ').trim()
    if (text) lines.push({ kind: kindOf(tag), text })
  }
  return lines
}

function kindOf(tag: string): 'title' | 'heading' | 'item' | 'text' {
  if (tag === 'h1') return 'title'
  if (tag === 'li') return 'item'
  return tag === 'p' ? 'text' : 'heading'
}

/** Reads documents into drafts. Their pictures are kept as files; no lesson is stored. */
export function createLessonImport({ media }: Pick<LessonDeps, 'media'>) {
  async function finish(
    read: ReadLesson,
    pictureOf: (source: string) => Promise<MediaFile | null>,
  ): Promise<Imported> {
    ensure(read.title || read.blocks.length > 0, 'intake.empty')
    const notes: string[] = []
    const blocks: LessonBlock[] = []
    for (const block of read.blocks.slice(0, MOST_BLOCKS)) {
      if (block.kind === 'text') {
        blocks.push(block)
        continue
      }
      const picture = await pictureOf(block.source)
      if (picture)
        blocks.push({
          kind: 'picture',
          fileId: picture.id,
          alt: block.alt.slice(0, 120) || '图片（请写一句：画里有什么）',
          caption: '',
        })
      else notes.push('有一张图片没带过来，请在那里另传一次。')
    }
    if (read.blocks.length > MOST_BLOCKS) notes.push(`太长了，只带来了前 ${MOST_BLOCKS} 段。`)
    if (read.keyPoints.length === 0) notes.push('没有找到“要点”，请先写一到三条要点。')
    if (blocks.some((block) => block.kind === 'picture'))
      notes.push('请给每张图片写一句话：画里有什么，看不见的同志也能听懂。')
    const seconds = blocks.reduce((sum, block) => sum + expectedSeconds(block), 0)
    return {
      content: {
        title: read.title || '还没有题目',
        series: null,
        source: '',
        minutes: Math.min(60, Math.max(1, Math.ceil(seconds / 60))),
        keyPoints: read.keyPoints,
        blocks: await presentBlocks(blocks, media),
      },
      notes,
    }
  }

  /** Keeps a picture of a document; one that is none is left out. */
  async function keep(bytes: Uint8Array, orgPath: readonly string[]): Promise<MediaFile | null> {
    try {
      const file = await media.upload(bytes, orgPath)
      return file.kind === 'picture' ? file : null
    } catch (error) {
      if (error instanceof AppError) return null
      throw error
    }
  }

  /**
   * Reads a .docx with its pictures.
   * @throws AppError auth.forbidden, intake.*
   */
  async function fromWord(
    actor: PersonActor,
    bytes: Uint8Array,
    orgId: string | undefined,
  ): Promise<Imported> {
    const org = await actingOrg(actor, orgId)
    ensure(bytes.length > 0, 'intake.empty')
    try {
      await assertSafeDocx(bytes)
    } catch (error) {
      if (error instanceof IntakeError) throw new AppError(error.code, undefined, error.message)
      throw error
    }
    const pictures: Buffer[] = []
    const convertImage = mammoth.images.imgElement(async (image) => {
      pictures.push(await image.readAsBuffer())
      return { src: String(pictures.length - 1) }
    })
    const styleMap = ["p[style-name='Title'] => h1:fresh", "p[style-name='标题'] => h1:fresh"]
    let html: string
    try {
      html = (
        await mammoth.convertToHtml({ buffer: Buffer.from(bytes) }, { convertImage, styleMap })
      ).value
    } catch {
      throw new AppError('intake.unreadable')
    }
    return finish(composeLesson(readHtmlLines(html)), async (source) => {
      const picture = pictures[Number(source)]
      return picture && Number(source) < MOST_PICTURES ? keep(picture, org.path) : null
    })
  }

  /**
   * Reads Markdown. A picture is inline (`data:`) or one of the files that were uploaded before,
   * by its name; addresses on the web are not fetched.
   * @throws AppError auth.forbidden, intake.empty, lesson.file_unknown
   */
  async function fromMarkdown(
    actor: PersonActor,
    body: HandlerInputOf<'lessons.importMarkdown'>['body'],
  ): Promise<Imported> {
    const org = await actingOrg(actor, body.orgId)
    const files = await media.getMany(body.pictures.map(({ fileId }) => fileId))
    const isOwn = (file: MediaFile) => file.orgPath.join() === org.path.join()
    ensure([...files.values()].every(isOwn), 'lesson.file_unknown')
    const named = new Map(body.pictures.map(({ name, fileId }) => [name, files.get(fileId)]))
    return finish(composeLesson(readMarkdown(body.text)), async (source) => {
      const inline = /^data:image\/[\w+.-]+;base64,(.+)$/.exec(source)?.[1]
      if (inline) return keep(Buffer.from(inline, 'base64'), org.path)
      const name = decodeURIComponentSafe(source).split(/[/\\]/).at(-1) ?? ''
      return named.get(name) ?? null
    })
  }

  return { fromWord, fromMarkdown }
}
export type LessonImport = ReturnType<typeof createLessonImport>

function decodeURIComponentSafe(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
