import { escapeMarkup } from '../../platform/markup'
import { digestPage } from '@lianxin/shared'
import { addressOf } from '@lianxin/shared/client'

interface FeedItem {
  id: string
  issueNo: number
  title: string
  issuer: string | null
  publishedAt: Date
  points: readonly { title: string; text: string }[]
}

/** What XML 1.0 cannot hold at all, not even escaped. */
const UNWRITABLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF\p{Surrogate}]/gu

function escaped(text: string): string {
  return escapeMarkup(text.replace(UNWRITABLE, ''))
}

/** A reader shows the description as HTML: escaped once as HTML here, and as XML by the caller. */
function descriptionOf({ issuer, points }: FeedItem): string {
  const from = issuer ? `<p>${escaped(issuer)}</p>` : ''
  const lines = points.map(
    ({ title, text }) => `<li>${title ? `<b>${escaped(title)}</b>：` : ''}${escaped(text)}</li>`,
  )
  return `${from}<ol>${lines.join('')}</ol>`
}

function itemOf(item: FeedItem, publicUrl: string): string {
  return [
    '<item>',
    `<title>${escaped(`第${item.issueNo}期 ${item.title}`)}</title>`,
    `<link>${escaped(digestPage(publicUrl, item.id))}</link>`,
    `<guid isPermaLink="false">${item.id}</guid>`,
    `<pubDate>${item.publishedAt.toUTCString()}</pubDate>`,
    `<description>${escaped(descriptionOf(item))}</description>`,
    '</item>',
  ].join('\n')
}

/**
 * A feed as RSS 2.0. The same issues give the same bytes.
 * @param feed.publicUrl origin of the public pages, without a trailing slash
 * @param feed.orgId     whose feed it is; null = everybody's
 */
export function renderFeed(feed: {
  title: string
  publicUrl: string
  orgId: string | null
  items: readonly FeedItem[]
}): string {
  const { title, publicUrl, orgId, items } = feed
  const self = publicUrl + addressOf('digests.feed', orgId ? { query: { orgId } } : {}).path
  const newest = items[0]?.publishedAt
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">',
    '<channel>',
    `<title>${escaped(title)}</title>`,
    `<link>${escaped(`${publicUrl}/#/pages/digests/index`)}</link>`,
    `<atom:link href="${escaped(self)}" rel="self" type="application/rss+xml"/>`,
    '<description>长文件理成几条要点，哪条和您有关，就说哪条。</description>',
    '<language>zh-cn</language>',
    ...(newest ? [`<lastBuildDate>${newest.toUTCString()}</lastBuildDate>`] : []),
    ...items.map((item) => itemOf(item, publicUrl)),
    '</channel>',
    '</rss>',
    '',
  ].join('\n')
}
