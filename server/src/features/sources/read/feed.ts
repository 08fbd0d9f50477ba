import { parseFeed } from 'feedsmith'
import { addressKey, hashKey, instantOf, plainTitle, webAddress, type Entry } from './entry'

/** Articles of a feed that are looked at: the newest ones stand in front. */
export const MAX_FEED_ITEMS = 200
/** Marks in what is left after cutting; above it building a tree takes seconds. */
const MAX_MARKS = 60_000
/** Shorter than that it is a summary, and the article is read from its own page. */
const FULL_TEXT_CHARS = 400
const MAX_CONTENT_CHARS = 50_000

export interface FeedReading {
  title: string
  entries: Entry[]
}

interface LooseItem {
  id?: string | undefined
  title?: string | undefined
  link?: string | undefined
  date?: unknown
  content?: string | undefined
}

/** Whether a text may be a feed at all: only its beginning is looked at. */
export function looksLikeFeed(text: string): boolean {
  const head = text
    .slice(0, 4096)
    .replace(/^\uFEFF/, '')
    .trimStart()
  if (head.startsWith('{')) return /"version"\s*:\s*"https?:\/\/(www\.)?jsonfeed\.org/.test(head)
  return /<(?:rss|feed|rdf:RDF)[\s>]/.test(head.replace(/<!--[^]*?-->/g, ''))
}

/** Keeps the first `most` articles, before anything is made of the rest. */
function cutLongFeed(xml: string, most: number): string {
  const ends = /<\/(?:\w{1,20}:)?(?:item|entry)\s*>/g
  let count = 0
  let cutAt = -1
  let lastAt = -1
  for (const match of xml.matchAll(ends)) {
    count += 1
    lastAt = match.index + match[0].length
    if (count === most) cutAt = lastAt
  }
  return count > most ? xml.slice(0, cutAt) + xml.slice(lastAt) : xml
}

/**
 * A declaration of entities has no use in a feed, and is what XML bombs are made of; without one an
 * entity is a mere word.
 */
function withoutDoctype(xml: string): string {
  const start = xml.slice(0, 4096).search(/<!DOCTYPE/i)
  if (start < 0) return xml
  const inner = xml.indexOf('[', start)
  const close = xml.indexOf('>', start)
  const hasInner = inner >= 0 && inner < close
  const end = hasInner ? xml.indexOf('>', xml.indexOf(']', inner)) : close
  return end < 0 ? xml : xml.slice(0, start) + xml.slice(end + 1)
}

function safeXml(text: string): string | null {
  const xml = withoutDoctype(cutLongFeed(text, MAX_FEED_ITEMS))
  return xml.split('<', MAX_MARKS + 1).length > MAX_MARKS ? null : xml
}

function contentOf({ content }: LooseItem): string | null {
  if (!content || content.length < FULL_TEXT_CHARS) return null
  return content.slice(0, MAX_CONTENT_CHARS)
}

function entryOf(item: LooseItem, base: string, now: Date): Entry | null {
  const url = webAddress(item.link, base)
  const title = plainTitle(item.title ?? item.content ?? '')
  const name = item.id?.trim() || (url ? addressKey(url) : title)
  if (name === '' || title === '') return null
  return {
    key: hashKey(name),
    title,
    url,
    publishedAt: instantOf(item.date, now),
    content: contentOf(item),
  }
}

/** Bare text of what a feed library gives for a title. */
function textOf(value: string | { value?: string | undefined } | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.value
}

function longer(a: string | undefined, b: string | undefined): string | undefined {
  return (a?.length ?? 0) >= (b?.length ?? 0) ? a : b
}

function looseItems(parsed: ReturnType<typeof parseFeed>): { title: string; items: LooseItem[] } {
  switch (parsed.format) {
    case 'rss':
      return {
        title: parsed.feed.title ?? '',
        items: (parsed.feed.items ?? []).map((item) => ({
          id: item.guid?.value,
          title: item.title,
          link: item.link ?? (item.guid?.isPermaLink === false ? undefined : item.guid?.value),
          date: item.pubDate ?? item.dc?.dates?.[0],
          content: longer(item.content?.encoded, item.description),
        })),
      }
    case 'rdf':
      return {
        title: parsed.feed.title ?? '',
        items: (parsed.feed.items ?? []).map((item) => ({
          id: item.rdf?.about,
          title: item.title,
          link: item.link ?? item.rdf?.about,
          date: item.dc?.dates?.[0],
          content: longer(item.content?.encoded, item.description),
        })),
      }
    case 'atom':
      return {
        title: textOf(parsed.feed.title) ?? '',
        items: (parsed.feed.entries ?? []).map((entry) => ({
          id: entry.id,
          title: textOf(entry.title),
          link: (
            entry.links?.find(({ rel }) => rel === undefined || rel === 'alternate') ??
            entry.links?.[0]
          )?.href,
          date: entry.published ?? entry.updated,
          content: longer(textOf(entry.content), textOf(entry.summary)),
        })),
      }
    case 'json':
      return {
        title: parsed.feed.title ?? '',
        items: (parsed.feed.items ?? []).map((item) => ({
          id: item.id,
          title: item.title ?? item.summary,
          link: item.url ?? item.external_url,
          date: item.date_published,
          content: item.content_html ?? item.content_text ?? item.summary,
        })),
      }
  }
}

/**
 * Reads RSS, RDF, Atom or JSON Feed, forgiving as feeds need it (a bare `&` is common).
 * @param base address it was read from, for relative links
 * @returns null when it is no feed, or one that nobody writes by honest means
 */
export function readFeed(text: string, base: string, now: Date): FeedReading | null {
  const isJson = text.trimStart().startsWith('{')
  const safe = isJson ? text : safeXml(text)
  if (safe === null) return null
  try {
    const { title, items } = looseItems(parseFeed(safe, { maxItems: MAX_FEED_ITEMS }))
    const entries = new Map<string, Entry>()
    for (const item of items) {
      const entry = entryOf(item, base, now)
      if (entry && !entries.has(entry.key)) entries.set(entry.key, entry)
    }
    return { title: plainTitle(title), entries: [...entries.values()] }
  } catch {
    // Whatever the library stumbles over, it is not a feed for us.
    return null
  }
}
