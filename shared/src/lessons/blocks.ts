/** What a lesson is made of; constants and types without zod, for the miniprogram too. */
export const blockKinds = ['text', 'picture', 'audio', 'video', 'slides'] as const
export type BlockKind = (typeof blockKinds)[number]

export const blockKindLabels: Record<BlockKind, string> = {
  text: '文字',
  picture: '图片',
  audio: '音频',
  video: '视频',
  slides: '幻灯',
}

/** Kinds of files, judged by their content. */
export const mediaKinds = ['picture', 'audio', 'video', 'captions'] as const
export type MediaKind = (typeof mediaKinds)[number]

export const lessonStates = ['draft', 'published', 'withdrawn'] as const
export type LessonState = (typeof lessonStates)[number]

export const lessonStateLabels: Record<LessonState, string> = {
  draft: '草稿',
  published: '已发布',
  withdrawn: '已撤下',
}

/** Largest files taken, in bytes; a video of some minutes, as a phone sends it. */
export const maxMediaBytes: Record<MediaKind, number> = {
  picture: 10 * 1024 * 1024,
  audio: 20 * 1024 * 1024,
  video: 60 * 1024 * 1024,
  captions: 200 * 1024,
}

/** One slide: a picture with its words. */
export interface Slide {
  fileId: string
  alt: string
  text: string
}

/** A block as it is written; files are named by their id. */
export type LessonBlock =
  | { kind: 'text'; heading: string; text: string }
  | { kind: 'picture'; fileId: string; alt: string; caption: string }
  | { kind: 'audio'; fileId: string; title: string; transcript: string; seconds: number }
  | {
      kind: 'video'
      fileId: string
      posterId: string | null
      captionsId: string | null
      title: string
      transcript: string
      seconds: number
    }
  | { kind: 'slides'; title: string; slides: Slide[] }

/** Ids of all files that a block shows, in order. */
export function filesOf(block: LessonBlock): string[] {
  if (block.kind === 'text') return []
  if (block.kind === 'slides') return block.slides.map(({ fileId }) => fileId)
  if (block.kind === 'video')
    return [block.fileId, block.posterId, block.captionsId].filter((each) => each !== null)
  return [block.fileId]
}
