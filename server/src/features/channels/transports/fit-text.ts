import type { ChannelMessage } from '../transport'

const graphemes = new Intl.Segmenter('zh', { granularity: 'grapheme' })
const ELLIPSIS = '…'

/** Bytes of a text in UTF-8. */
export const utf8Bytes = (text: string): number => Buffer.byteLength(text)

/** Bytes of a text within a JSON body, where line breaks and quotes take two. */
export const jsonBytes = (text: string): number => Buffer.byteLength(JSON.stringify(text)) - 2

/** What stands under a message: where to answer. */
const plainLink = (link: string) => `想说话、提建议，点这里（不用登录）：${link}`

/**
 * A message as one text of at most `most` bytes. What is too long ends with an ellipsis, between
 * two characters as people see them; the link to answer by is always there whole.
 * @param how.weigh    bytes of a text; those of two texts together are the sum
 * @param how.linkLine how the link is written
 */
export function fitText(
  { text, link }: Pick<ChannelMessage, 'text' | 'link'>,
  most: number,
  { weigh = utf8Bytes, linkLine = plainLink }: Partial<Writing> = {},
): string {
  const tail = link ? `\n\n${linkLine(link)}` : ''
  return cutTo(text, most - weigh(tail), weigh) + tail
}

/**
 * A text of at most `most` bytes. What is too long ends with an ellipsis, between two characters
 * as people see them.
 * @param weigh size of a text, if not in bytes of UTF-8; that of two texts together is the sum
 */
export function cutTo(
  text: string,
  most: number,
  weigh: (text: string) => number = utf8Bytes,
): string {
  if (weigh(text) <= most) return text
  let left = most - weigh(ELLIPSIS)
  let end = 0
  for (const { segment, index } of graphemes.segment(text)) {
    left -= weigh(segment)
    if (left < 0) break
    end = index + segment.length
  }
  return text.slice(0, end) + ELLIPSIS
}

interface Writing {
  weigh: (text: string) => number
  linkLine: (link: string) => string
}
