import { isHostileMarkup, parseDocument, type DomNode } from '../../digests'
import { addressKey, hashKey, instantOf, plainTitle, webAddress, type Entry } from './entry'

/** Links of a list page that are looked at. */
const MAX_LINKS = 200
/** A longer page is no list that people made. */
const MAX_CHARS = 2_000_000
/** Fewer article links than that are a page with a few links, not a list. */
export const LEAST_LINKS = 3
/** A menu says 机构职能; a headline is longer. */
const LEAST_TITLE_HAN = 7

const han = /\p{Script=Han}/gu
/** Article addresses carry a number or end in a page's name; those of columns end in a slash. */
const articleAddress = /\d{3,}|\.s?html?$|\.aspx?$|\.jsp$|\.jhtml$|[?&][\w-]*id=/i
const datePattern = /(20\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})/

/** A feed that a page names as its own, absolute; null when it names none. */
export function advertisedFeed(html: string, base: string): string | null {
  for (const [tag] of html.slice(0, 100_000).matchAll(/<link\s[^>]{0,500}>/gi)) {
    if (!/type\s*=\s*["']?application\/(?:rss\+xml|atom\+xml|feed\+json)/i.test(tag)) continue
    const href = /href\s*=\s*["']?([^"'\s>]+)/i.exec(tag)?.[1]
    const url = webAddress(href?.replaceAll('&amp;', '&'), base)
    if (url) return url
  }
  return null
}

/** What `<title>` says, without the site's name behind a separator. */
export function pageTitle(html: string): string {
  const raw = /<title[^>]{0,200}>([^<]{1,500})/i.exec(html.slice(0, 100_000))?.[1] ?? ''
  return plainTitle(raw.split(/\s*[_|]\s*|\s+[-–—]\s*/)[0] ?? '')
}

const MAX_ROW_NODES = 12
const MAX_ROW_CHARS = 400

interface Anchor extends DomNode {
  parentNode?: DomNode | null
}

function titleOf(anchor: DomNode): string {
  const shown = plainTitle(anchor.textContent ?? '')
  const whole = plainTitle(anchor.getAttribute?.('title') ?? '')
  // Lists cut long headlines, with the whole one in the tooltip.
  const title = whole.length > shown.length || shown === '' ? whole : shown
  return title.replace(
    /^\[?\s*20\d{2}[-/.]\d{1,2}[-/.]\d{1,2}\s*\]?\s*|\s*\[?20\d{2}[-/.]\d{1,2}[-/.]\d{1,2}\]?$/g,
    '',
  )
}

/** The date beside a link: in the row that holds this one link. */
function dateBeside(anchor: Anchor, now: Date): Date | null {
  let node: Anchor | null | undefined = anchor
  for (let level = 0; node && level < 3; level += 1) {
    // The row of a list is short; what holds many rows is not looked into.
    if ([...node.childNodes].length > MAX_ROW_NODES) return null
    const text = node.textContent ?? ''
    if (text.length > MAX_ROW_CHARS) return null
    const found = datePattern.exec(text)
    if (found) return instantOf(`${found[1]}-${found[2]}-${found[3]}`, now)
    node = node.parentNode
  }
  return null
}

/**
 * Articles that a list page links to, in the page's order: links within the site whose text is as
 * long as a headline and whose address looks like an article's.
 * @param base address the page was read from
 * @returns empty when there are none, or the markup is hostile
 */
export function readList(html: string, base: string, now: Date): Entry[] {
  if (html.length > MAX_CHARS || isHostileMarkup(html)) return []
  const { host } = new URL(base)
  const site = host.replace(/^www\./, '')
  const here = addressKey(base)
  const entries = new Map<string, Entry>()
  for (const anchor of parseDocument(html).querySelectorAll('a[href]')) {
    const url = webAddress(anchor.getAttribute?.('href'), base)
    if (!url || !articleAddress.test(url.slice(url.indexOf('/', 8)))) continue
    const target = new URL(url).host.replace(/^www\./, '')
    if (target !== site && !target.endsWith(`.${site}`) && !site.endsWith(`.${target}`)) continue
    const key = addressKey(url)
    if (key === here || entries.has(key)) continue
    const title = titleOf(anchor)
    if ((title.match(han)?.length ?? 0) < LEAST_TITLE_HAN) continue
    const publishedAt = dateBeside(anchor, now)
    entries.set(key, { key: hashKey(key), title, url, publishedAt, content: null })
    if (entries.size === MAX_LINKS) break
  }
  return [...entries.values()]
}
