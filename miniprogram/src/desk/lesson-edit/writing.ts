import type { BlockKind } from '@lianxin/shared'
import type { InputOf, OutputOf } from '@lianxin/shared/contract'

export type DeskLesson = OutputOf<'lessons.get'>
export type Block = DeskLesson['blocks'][number]
export type Media = OutputOf<'media.upload'>

/** What is being written. A block has a key of its own, so that moving it keeps what is typed. */
export interface Written {
  title: string
  series: string
  source: string
  /** 0 while the field is empty. */
  minutes: number
  keyPoints: string[]
  blocks: (Block & { key: number })[]
}

let keys = 0
const withKey = (block: Block) => ({ ...block, key: (keys += 1) })
const untimed = { seconds: 0, neededSeconds: 0 }

/** An empty page. */
export const emptyLesson: Written = {
  title: '',
  series: '',
  source: '',
  minutes: 3,
  keyPoints: [''],
  blocks: [],
}

/** Blocks with keys that no other block of this page has. */
export function keyed(blocks: readonly Block[]): Written['blocks'] {
  return blocks.map(withKey)
}

/**
 * A lesson of the server, or one that was read in, to write on.
 * @param before its blocks as they were sent: what is being edited keeps its keys, so that a file
 *   that is still on its way finds its block
 */
export function writtenOf(
  lesson: Pick<DeskLesson, keyof Written>,
  before: Written['blocks'] = [],
): Written {
  const { title, series, source, minutes, keyPoints, blocks } = lesson
  return {
    title,
    series: series ?? '',
    source,
    minutes,
    keyPoints: keyPoints.length > 0 ? keyPoints : [''],
    blocks: blocks.map((block, index) => {
      const key = before.length === blocks.length ? before[index]?.key : undefined
      return key === undefined ? withKey(block) : { ...block, key }
    }),
  }
}

/** A new block; all but text begin with their file. @returns null when the file is of another kind */
export function newBlock(kind: BlockKind, file: Media | null): Written['blocks'][number] | null {
  if (kind === 'text') return withKey({ kind, heading: '', text: '', ...untimed })
  const wanted = kind === 'slides' ? 'picture' : kind
  if (file?.kind !== wanted) return null
  const { id: fileId, url } = file
  if (kind === 'picture') return withKey({ kind, fileId, url, alt: '', caption: '', ...untimed })
  if (kind === 'slides')
    return withKey({ kind, title: '', slides: [{ fileId, url, alt: '', text: '' }], ...untimed })
  const recording = { fileId, url, title: '', transcript: '', ...untimed }
  if (kind === 'audio') return withKey({ kind, ...recording })
  const nothing = { posterId: null, posterUrl: null, captionsId: null, captionsUrl: null }
  return withKey({ kind, ...recording, ...nothing })
}

/** The body of a request to keep it. */
export function bodyOf(written: Written): Omit<InputOf<'lessons.create'>['body'], 'orgId'> {
  const { title, series, source, minutes, keyPoints, blocks } = written
  return {
    title: title.trim(),
    series: series.trim() || null,
    source: source.trim(),
    minutes: Math.max(1, minutes),
    keyPoints: keyPoints.map((each) => each.trim()).filter(Boolean),
    blocks,
  }
}

/** What the server makes of a block's file, and our own keys, are not written by anybody. */
const derived = new Set(['key', 'url', 'posterUrl', 'captionsUrl', 'seconds', 'neededSeconds'])

/** True when both would be stored as the same. */
export function sameWriting(a: Written, b: Written): boolean {
  const text = (written: Written) =>
    JSON.stringify(bodyOf(written), (name, value: unknown) =>
      derived.has(name) ? undefined : value,
    )
  return text(a) === text(b)
}

/** What keeps it from being saved, in words; null = nothing. */
export function problemOf({ title, blocks }: Written): string | null {
  if (title.trim() === '') return '先写个题目。'
  for (const [index, block] of blocks.entries()) {
    const name = `第 ${index + 1} 段`
    if (block.kind === 'text' && block.text.trim() === '')
      return `${name}还是空的，写点什么或删掉。`
    if (block.kind === 'picture' && block.alt.trim() === '')
      return `${name}的图片，请写一句画里有什么。`
    if ((block.kind === 'audio' || block.kind === 'video') && block.title.trim() === '')
      return `${name}请写个小标题。`
    if (block.kind === 'slides' && block.slides.some(({ alt }) => alt.trim() === ''))
      return `${name}每张幻灯，请写一句画里有什么。`
  }
  return null
}

/** Moves one of a list up (-1) or down (1). */
export function moved<T>(items: readonly T[], index: number, by: -1 | 1): T[] {
  const next = [...items]
  const [item] = next.splice(index, 1)
  if (item !== undefined) next.splice(index + by, 0, item)
  return next
}
