import { isRecord } from '@/lib/storage'
import { keyed, type Block, type DeskLesson, type Written } from './writing'

/** What was typed and not saved, as this device keeps it. */
export interface KeptWriting {
  written: Written
  /** The revision that it changes; null = not saved yet. */
  revision: number | null
}

/** Recognizes one read from storage. */
export function isKeptWriting(value: unknown): value is KeptWriting {
  if (!isRecord(value) || !isRecord(value.written)) return false
  const { written, revision } = value
  return (
    (revision === null || typeof revision === 'number') &&
    ['title', 'series', 'source'].every((field) => typeof written[field] === 'string') &&
    typeof written.minutes === 'number' &&
    Array.isArray(written.keyPoints) &&
    Array.isArray(written.blocks)
  )
}

/**
 * The server forgets a file a day after it was sent if no lesson has taken it; the address ends six
 * to seven hours after that (features/media).
 */
const LIVES_ON_MS = 17 * 60 * 60 * 1000

function isThere(url: string, nowMs: number): boolean {
  const exp = /[?&]exp=(\d+)/.exec(url)?.[1]
  return exp === undefined || nowMs < Number(exp) * 1000 + LIVES_ON_MS
}

/** Words without their file, as a block of text; nothing when there are none. */
function onlyWords(heading: string, text: string): Block[] {
  if (text.trim() === '') return []
  return [{ kind: 'text', heading: heading.slice(0, 40), text, seconds: 0, neededSeconds: 0 }]
}

/** A block with addresses that work; `addressOf` gives null for a file that is gone. */
function renewed(
  block: Block,
  addressOf: (fileId: string, url: string) => string | null,
): { blocks: Block[]; lost: boolean } {
  if (block.kind === 'text') return { blocks: [block], lost: false }
  if (block.kind === 'slides') {
    const slides = block.slides.flatMap((slide) => {
      const url = addressOf(slide.fileId, slide.url)
      return url === null ? [] : [{ ...slide, url }]
    })
    if (slides.length === block.slides.length)
      return { blocks: [{ ...block, slides }], lost: false }
    const left = new Set(slides.map(({ fileId }) => fileId))
    const gone = block.slides.filter(({ fileId }) => !left.has(fileId)).map(({ text }) => text)
    const words = onlyWords(block.title, gone.join('\n'))
    return { blocks: slides.length > 0 ? [{ ...block, slides }, ...words] : words, lost: true }
  }
  const url = addressOf(block.fileId, block.url)
  if (url === null) {
    const words = block.kind === 'picture' ? ['', block.caption] : [block.title, block.transcript]
    return { blocks: onlyWords(words[0] ?? '', words[1] ?? ''), lost: true }
  }
  if (block.kind !== 'video') return { blocks: [{ ...block, url }], lost: false }
  const { posterId, posterUrl, captionsId, captionsUrl } = block
  const poster = posterId && posterUrl ? addressOf(posterId, posterUrl) : null
  const captions = captionsId && captionsUrl ? addressOf(captionsId, captionsUrl) : null
  const besides = {
    posterId: poster && posterId,
    posterUrl: poster,
    captionsId: captions && captionsId,
    captionsUrl: captions,
  }
  const lost = besides.posterId !== posterId || besides.captionsId !== captionsId
  return { blocks: [{ ...block, url, ...besides }], lost }
}

/** Addresses of the files that a lesson shows, by their ids. */
function addressesIn(blocks: readonly Block[]): Map<string, string> {
  return new Map(
    blocks.flatMap((block): [string, string][] => {
      if (block.kind === 'text') return []
      if (block.kind === 'slides') return block.slides.map(({ fileId, url }) => [fileId, url])
      if (block.kind !== 'video') return [[block.fileId, block.url]]
      const { fileId, url, posterId, posterUrl, captionsId, captionsUrl } = block
      return [
        [fileId, url],
        [posterId ?? '', posterUrl ?? ''],
        [captionsId ?? '', captionsUrl ?? ''],
      ]
    }),
  )
}

/**
 * What was kept, to go on with. Addresses that the lesson has are taken anew, since the kept ones
 * may have ended; a file that the server has forgotten meanwhile is left out, its words are not.
 * @returns also how many blocks lost a file
 */
export function restored(
  { written }: KeptWriting,
  lesson: Pick<DeskLesson, 'blocks'> | null,
  nowMs: number,
): { written: Written; lost: number } {
  const ours = addressesIn(lesson?.blocks ?? [])
  const all = written.blocks.map((block) =>
    renewed(block, (id, url) => ours.get(id) ?? (isThere(url, nowMs) ? url : null)),
  )
  return {
    written: { ...written, blocks: keyed(all.flatMap(({ blocks }) => blocks)) },
    lost: all.filter(({ lost }) => lost).length,
  }
}
