import { pinyin } from 'pinyin-pro'

/** First letters of a name's pinyin, lower case (王秀兰 → wxl); surnames in their own reading. */
export function initialsOf(name: string): string {
  return pinyin(name, {
    pattern: 'first',
    toneType: 'none',
    type: 'array',
    surname: 'head',
    nonZh: 'removed',
  })
    .join('')
    .toLowerCase()
}
