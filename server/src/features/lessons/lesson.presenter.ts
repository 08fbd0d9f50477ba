import { expectedSeconds, neededSeconds, type LessonBlock } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { getOrgs } from '../orgs'
import type { MediaFile, MediaService } from '../media'
import { filesIn } from './lesson.content'
import { VersionModel, type LessonDocument, type VersionDocument } from './lesson.model'

type DeskItem = OutputOf<'lessons.list'>['items'][number]
type DeskLesson = OutputOf<'lessons.get'>
type Card = OutputOf<'lessons.publicList'>['items'][number]
type ShownBlock = OutputOf<'lessons.publicGet'>['blocks'][number]

/** A lesson that is out. */
export type Published = LessonDocument & {
  shown: NonNullable<LessonDocument['shown']>
  publishedAt: Date
}

/** Is it out, so that people may read it? */
export function isPublished<T extends LessonDocument>(lesson: T): lesson is T & Published {
  return lesson.state === 'published' && lesson.shown !== null && lesson.publishedAt !== null
}

/** Address of the page that everybody may read, also without signing in. */
export function linkOf(publicUrl: string, id: string): string {
  return `${publicUrl}/#/study/lesson/index?id=${id}`
}

function presentBlock(block: LessonBlock, urlOf: (id: string) => string): ShownBlock {
  const lasts = { seconds: expectedSeconds(block), neededSeconds: neededSeconds(block) }
  switch (block.kind) {
    case 'text':
      return { ...block, ...lasts }
    case 'picture':
    case 'audio':
      return { ...block, ...lasts, url: urlOf(block.fileId) }
    case 'video':
      return {
        ...block,
        ...lasts,
        url: urlOf(block.fileId),
        posterUrl: block.posterId ? urlOf(block.posterId) : null,
        captionsUrl: block.captionsId ? urlOf(block.captionsId) : null,
      }
    case 'slides':
      return {
        ...block,
        ...lasts,
        slides: block.slides.map((slide) => ({ ...slide, url: urlOf(slide.fileId) })),
      }
  }
}

/** Blocks with addresses of their files and how long each takes. */
export async function presentBlocks(
  blocks: readonly LessonBlock[],
  media: MediaService,
): Promise<ShownBlock[]> {
  const files: Map<string, MediaFile> = await media.getMany(filesIn(blocks))
  return blocks.map((block) => presentBlock(block, (id) => files.get(id)?.url ?? ''))
}

/** Lessons as the desk lists them. */
export async function presentItems(lessons: readonly LessonDocument[]): Promise<DeskItem[]> {
  const orgs = await getOrgs(lessons.map(({ orgId }) => String(orgId)))
  return lessons.map((lesson) => ({
    id: String(lesson._id),
    title: lesson.draft.title,
    series: lesson.draft.series,
    org: { id: String(lesson.orgId), name: orgs.get(String(lesson.orgId))?.name ?? '' },
    state: lesson.state,
    version: lesson.version,
    changed: lesson.version > 0 && lesson.publishedRevision !== lesson.revision,
    updatedAt: lesson.updatedAt.toISOString(),
  }))
}

/** A lesson as it is being written. */
export async function presentForDesk(
  lesson: LessonDocument,
  { media, publicUrl }: { media: MediaService; publicUrl: string },
): Promise<DeskLesson> {
  const [item] = await presentItems([lesson])
  if (!item) throw new Error('one lesson in, one out')
  const versions = await VersionModel.find({ lessonId: lesson._id }, { content: 0 })
    .sort({ version: -1 })
    .lean()
  const orgs = await getOrgs(lesson.audienceOrgIds.map(String))
  return {
    ...item,
    ...lesson.draft,
    revision: lesson.revision,
    blocks: await presentBlocks(lesson.draft.blocks, media),
    audience: [...orgs.values()].map(({ id, name }) => ({ id, name })),
    link: linkOf(publicUrl, String(lesson._id)),
    versions: versions.map(({ version, publishedAt }) => ({
      version,
      publishedAt: publishedAt.toISOString(),
    })),
  }
}

/** A published lesson in a list. */
export function presentCard({ _id, shown, publishedAt }: Published): Card {
  const { title, series, minutes, keyPointCount } = shown
  return {
    id: String(_id),
    title,
    series,
    minutes,
    keyPointCount,
    publishedAt: publishedAt.toISOString(),
  }
}

/** A published lesson to read. */
export async function presentPublic(
  lesson: Published,
  { version, content }: VersionDocument,
  media: MediaService,
): Promise<OutputOf<'lessons.publicGet'>> {
  return {
    ...presentCard(lesson),
    version,
    source: content.source,
    keyPoints: content.keyPoints,
    blocks: await presentBlocks(content.blocks, media),
  }
}
