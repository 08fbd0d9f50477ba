import { Readability } from '@mozilla/readability'
import type { ReadText } from '../policy-draft'
import { isHostileMarkup, nodeToText, parseDocument, stripTags } from './html-text'
import type { DomDocument } from './html-text'

const minArticleChars = 80

/**
 * Main text and stated facts of a web page. Meta names are those of the Chinese government site
 * rule (国办发〔2017〕47号: ArticleTitle, PubDate, ContentSource, SiteName) and Open Graph.
 */
export const readHtml = (html: string): ReadText => {
  if (isHostileMarkup(html)) return { text: stripTags(html), notes: [] }
  const document = parseDocument(html)
  const meta = readMeta(document)
  const heading = document.querySelector('h1')?.textContent?.slice(0, 500).trim()
  const whole = nodeToText(document.body)
  const article = readArticle(html)
  const useArticle = article !== null && article.text.length >= minArticleChars
  // A short notice is below what Readability dares call an article: the whole page is better then.
  const text = useArticle ? article.text : whole
  const title = meta.title ?? (heading ? heading : undefined) ?? pageTitle(document)
  return {
    text,
    title: title?.replace(/\s+/g, ' ').trim(),
    issuer: meta.issuer,
    issuedOn: meta.issuedOn ?? firstStatedDate(whole),
    notes: [],
  }
}

const readArticle = (html: string): { text: string } | null => {
  try {
    const document = parseDocument(html)
    for (const node of document.querySelectorAll('rt, rp, figcaption')) node.remove()
    const article = new Readability<string>(
      document as ConstructorParameters<typeof Readability>[0],
      {
        maxElemsToParse: 50_000,
        charThreshold: minArticleChars,
      },
    ).parse()
    if (!article?.content) return null
    const parsed = parseDocument(`<html><body>${article.content}</body></html>`)
    return { text: nodeToText(parsed.body) }
  } catch {
    // Too many elements or a structure it cannot walk: the caller falls back to the whole page.
    return null
  }
}

const readMeta = (
  document: DomDocument,
): { title?: string; issuer?: string; issuedOn?: string } => {
  const byName = new Map<string, string>()
  for (const node of document.querySelectorAll('meta')) {
    const name = node.getAttribute?.('name') ?? node.getAttribute?.('property')
    const content = node.getAttribute?.('content')?.trim()
    if (name && content) byName.set(name.toLowerCase(), content)
  }
  const pick = (...names: string[]): string | undefined =>
    names.map((name) => byName.get(name)).find((value) => value !== undefined)
  const title = pick('articletitle', 'og:title')
  const issuer = pick('contentsource', 'source')?.replace(/^(?:来源|文章来源)[:：]\s*/, '')
  const date = pick('pubdate', 'article:published_time', 'publishdate')
  const day = date === undefined ? null : /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})/.exec(date)
  return {
    ...(title && { title }),
    ...(issuer && issuer.length <= 40 && { issuer }),
    ...(day && { issuedOn: `${day[1]}-${day[2]?.padStart(2, '0')}-${day[3]?.padStart(2, '0')}` }),
  }
}

/** "发布时间：2026-03-01" anywhere on the page, also where Readability throws it away. */
const firstStatedDate = (text: string): string | undefined => {
  const found =
    /(?:发布时间|发布日期|成文日期|日期|时间)\s*[:：]\s*(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})/.exec(
      text,
    )
  return found
    ? `${found[1]}-${found[2]?.padStart(2, '0')}-${found[3]?.padStart(2, '0')}`
    : undefined
}

/** `<title>` without the site's name behind the last separator. */
const pageTitle = (document: DomDocument): string | undefined => {
  const title = document.querySelector('title')?.textContent?.slice(0, 500).trim()
  if (!title) return undefined
  const first = title.split(/\s*[_|]\s*|\s+[-–—]\s*/)[0]
  return first && first.length >= 4 ? first : title
}
