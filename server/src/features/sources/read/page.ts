import { readHtml, stripTags } from '../../digests'
import { hashKey, type Entry } from './entry'
import { pageTitle } from './list'
import { normalized } from '../text/similar'

/** Lines that change by themselves: counters, today's date, the way back to the front page. */
const restless =
  /(?:浏览|访问|阅读|点击|查看)(?:次数|人数|量|数)?\s*[:：]?\s*\d|今天是|当前时间|当前位置|在线人数/
const MAX_CHARS = 50_000

/**
 * One page whose text is watched: the text as it is now, as an article. Its key is the text itself,
 * so that it counts as new when the text has changed, and not when it changes back.
 * @returns null when there is nothing to read
 */
export function readPage(html: string, isHtml: boolean, url: string): Entry | null {
  const read = isHtml ? readHtml(html) : { text: html }
  const lines = read.text.split('\n').filter((line) => !restless.test(line))
  const content = lines.join('\n').slice(0, MAX_CHARS)
  const words = normalized(content)
  if (words === '') return null
  const title = pageTitle(html) || (lines[0] ?? '').slice(0, 40)
  return { key: hashKey(words), title: title || stripTags(url), url, publishedAt: null, content }
}
