import type { LessonBlock } from './blocks'

/** Characters that a practised reader of Chinese reads in a minute. */
const CHARS_PER_MINUTE = 400
/** A look at a picture, in seconds. */
const PICTURE_SECONDS = 5
/** Of what is expected: people skim what they know, so less is asked of text than of sound. */
const SHARE_OF_TEXT = 0.5
const SHARE_OF_MEDIA = 0.8
const LEAST_SECONDS = 2

function readingSeconds(text: string): number {
  const chars = Array.from(text.replace(/\s/g, '')).length
  return (chars * 60) / CHARS_PER_MINUTE
}

/**
 * How long a block takes, in whole seconds: text at 400 characters a minute, 5 s for a picture,
 * sound and film their length. A design value: the sources only say "a few minutes".
 */
export function expectedSeconds(block: LessonBlock): number {
  switch (block.kind) {
    case 'text':
      return Math.ceil(readingSeconds(block.heading + block.text))
    case 'picture':
      return Math.ceil(PICTURE_SECONDS + readingSeconds(block.caption))
    case 'slides':
      return Math.ceil(
        block.slides.reduce((sum, { text }) => sum + PICTURE_SECONDS + readingSeconds(text), 0),
      )
    case 'audio':
    case 'video':
      return block.seconds
  }
}

/**
 * How long somebody must stay with a block for it to count as read, in whole seconds: half of what
 * text takes, four fifths of sound and film, at least 2 s. Whoever reads the words of a recording
 * instead of hearing it needs only as long as reading takes.
 */
export function neededSeconds(block: LessonBlock): number {
  const isMedia = block.kind === 'audio' || block.kind === 'video'
  const needed = expectedSeconds(block) * (isMedia ? SHARE_OF_MEDIA : SHARE_OF_TEXT)
  const read =
    isMedia && block.transcript ? readingSeconds(block.transcript) * SHARE_OF_TEXT : Infinity
  return Math.max(LEAST_SECONDS, Math.ceil(Math.min(needed, read)))
}

/** Was every block stayed with long enough? @param dwell seconds, by block */
export function isRead(needed: readonly number[], dwell: readonly number[]): boolean {
  return needed.every((seconds, index) => (dwell[index] ?? 0) >= seconds)
}

/** How much of the lesson is read, 0–100; 100 only when every block is. */
export function readPercent(needed: readonly number[], dwell: readonly number[]): number {
  const total = needed.reduce((sum, seconds) => sum + seconds, 0)
  if (total === 0) return 100
  const done = needed.reduce((sum, each, index) => sum + Math.min(each, dwell[index] ?? 0), 0)
  return Math.floor((done * 100) / total)
}
