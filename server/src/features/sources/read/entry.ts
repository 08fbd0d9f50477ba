import { createHash } from 'node:crypto'
import { stripTags } from '../../digests'

/** An article as a source lists it. */
export interface Entry {
  /** What the source calls it, hashed: the same tomorrow. */
  key: string
  title: string
  url: string | null
  publishedAt: Date | null
  /** Its text, where the source itself gives all of it; plain or HTML. */
  content: string | null
}

const MAX_TITLE = 120
const MAX_URL = 2000
/** Entities that stay when a title was escaped twice, as many feeds do. */
const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&nbsp;': ' ',
}

/** A title as a person reads it: no tags, no control characters, one line, cut where it is endless. */
export function plainTitle(raw: string): string {
  const short = raw
    .slice(0, 2000)
    .replace(/&(?:amp|lt|gt|quot|#39|nbsp);/g, (e) => entities[e] ?? e)
  const untagged = short
    .replace(/<(script|style)[\s>][^]*?(<\/\1\s*>|$)/gi, ' ')
    .replace(/<\/?[a-z!][^<>]*>/gi, ' ')
  const line = untagged
    .replace(/[\u0000-\u001F\u007F\u200B-\u200F\u2028-\u202E\u2066-\u2069\uFEFF]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const characters = Array.from(line)
  return characters.length <= MAX_TITLE ? line : `${characters.slice(0, MAX_TITLE - 1).join('')}…`
}

/** The first words of a text that may be HTML. */
export function plainSummary(raw: string, max = 120): string {
  const head = raw.slice(0, 5000)
  return Array.from(plainTitle(head.includes('<') ? stripTags(head).replaceAll('\n', ' ') : head))
    .slice(0, max)
    .join('')
}

/** An absolute http(s) address without fragment; null for anything else. */
export function webAddress(href: string | null | undefined, base: string): string | null {
  const trimmed = href?.trim() ?? ''
  if (trimmed === '' || trimmed.length > MAX_URL || !URL.canParse(trimmed, base)) return null
  const url = new URL(trimmed, base)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null
  if (url.username || url.password) return null
  url.hash = ''
  return url.href.length <= MAX_URL ? url.href : null
}

/** Parameters that say where a reader came from, not what is read. */
const tracking = /^(?:utm_.+|spm|from|share|isappinstalled)$/i

/** What an address stands for: the same with and without https, www. and marks of who sent it. */
export function addressKey(address: string): string {
  const url = new URL(address)
  for (const name of [...url.searchParams.keys()]) {
    if (tracking.test(name)) url.searchParams.delete(name)
  }
  url.searchParams.sort()
  const path = url.pathname.replace(/\/+$/, '')
  return `${url.host.replace(/^www\./, '')}${path}${url.search}`
}

/** A short stand-in for a name of any length. */
export function hashKey(name: string): string {
  return createHash('sha256').update(name).digest('base64url')
}

/** An instant out of whatever a feed writes; null when it is none, or lies in the far future. */
export function instantOf(text: unknown, now: Date): Date | null {
  if (typeof text !== 'string' || text.length > 60) return null
  // Chinese sites write "2026-11-23 10:00:00" and mean Shanghai.
  const local = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::\d{2})?)?$/.exec(
    text.trim(),
  )
  const pad = (part: string | undefined) => (part ?? '0').padStart(2, '0')
  const at = local
    ? new Date(
        `${local[1]}-${pad(local[2])}-${pad(local[3])}T${pad(local[4])}:${pad(local[5])}:00+08:00`,
      )
    : new Date(text)
  const ahead = at.getTime() - now.getTime()
  return Number.isNaN(at.getTime()) || ahead > 2 * 24 * 60 * 60_000 || at.getTime() < 0 ? null : at
}
