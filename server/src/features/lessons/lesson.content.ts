import { filesOf, type LessonBlock } from '@lianxin/shared'
import type { HandlerInputOf } from '@lianxin/shared/contract'
import { covers, type PersonActor } from '../../http/route'
import { staffRoles, type MediaKind } from '@lianxin/shared'
import { ensure } from '../../platform/app-error'
import type { MediaFile, MediaService } from '../media'
import type { LessonContent } from './lesson.model'

type Given = Omit<HandlerInputOf<'lessons.update'>['body'], 'revision'>
type GivenBlock = Given['blocks'][number]

/** Ids of all files that a lesson shows. */
export function filesIn(blocks: readonly LessonBlock[]): string[] {
  return [...new Set(blocks.flatMap(filesOf))]
}

function idsOf(block: GivenBlock): string[] {
  // How long a recording is has nothing to do with which files there are.
  return filesOf(
    block.kind === 'audio' || block.kind === 'video' ? { ...block, seconds: 0 } : block,
  )
}

/**
 * Turns what was typed into what is kept: every file must be there, of the right kind, and the
 * actor's own or in this lesson already; how long recordings are is told by the files.
 * @param lessonId of the lesson that is edited; null = a new one
 * @throws AppError lesson.file_unknown
 */
export async function settleContent(
  given: Given,
  actor: PersonActor,
  lessonId: string | null,
  media: MediaService,
): Promise<LessonContent> {
  const files = await media.getMany(given.blocks.flatMap(idsOf))

  function file(id: string, kind: MediaKind): MediaFile {
    const found = files.get(id)
    ensure(found && found.kind === kind, 'lesson.file_unknown')
    const isTheirs = lessonId !== null && found.lessonIds.includes(lessonId)
    ensure(isTheirs || covers(actor, found.orgPath, staffRoles), 'lesson.file_unknown')
    return found
  }

  function block(each: GivenBlock): LessonBlock {
    switch (each.kind) {
      case 'text':
        return each
      case 'picture':
        file(each.fileId, 'picture')
        return each
      case 'slides':
        for (const { fileId } of each.slides) file(fileId, 'picture')
        return each
      case 'audio':
        return { ...each, seconds: file(each.fileId, 'audio').seconds ?? 1 }
      case 'video':
        if (each.posterId) file(each.posterId, 'picture')
        if (each.captionsId) file(each.captionsId, 'captions')
        return { ...each, seconds: file(each.fileId, 'video').seconds ?? 1 }
    }
  }

  const { title, series, source, minutes, keyPoints, blocks } = given
  return { title, series, source, minutes, keyPoints, blocks: blocks.map(block) }
}
