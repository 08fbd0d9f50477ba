import { parseHTML } from 'linkedom'

/** The few DOM members used here; the server is compiled without the DOM library. */
export interface DomNode {
  nodeType: number
  nodeName: string
  textContent: string | null
  childNodes: Iterable<DomNode>
  getAttribute?(name: string): string | null
}

export interface DomDocument {
  body: DomNode | null
  querySelectorAll(selector: string): Iterable<DomNode & { remove(): void }>
  querySelector(selector: string): DomNode | null
}

/** Takes HTML; gives a parsed document. Scripts do not run. */
export const parseDocument = (html: string): DomDocument => {
  // linkedom gives a page without <body> an empty one.
  const whole = /<body[\s>]/i.test(html)
    ? html
    : `<html><body>${html.replace(/<!doctype[^>]*>|<\/?html[^>]*>/gi, '')}</body></html>`
  const { document }: { document: DomDocument } = parseHTML(whole)
  return document
}

const dropped = new Set(
  'SCRIPT STYLE NOSCRIPT TEMPLATE HEAD NAV FOOTER ASIDE FORM BUTTON SELECT IFRAME RT RP FIGCAPTION SVG'.split(
    ' ',
  ),
)
const blocks = new Set(
  'P DIV SECTION ARTICLE MAIN HEADER LI UL OL DL DT DD TR TABLE TBODY THEAD BLOCKQUOTE PRE H1 H2 H3 H4 H5 H6 HR FIGURE BODY HTML CENTER'.split(
    ' ',
  ),
)
const maxDepth = 200

/**
 * Visible text of an HTML document, one line per block; list items of an <ol> keep their number,
 * table cells of a row are separated by spaces, pronunciations in <ruby> are left out.
 */
export const htmlToText = (html: string): string => nodeToText(parseDocument(html).body)

const maxNesting = 150
const maxElements = 20_000
/** Elements that need no end tag, so that pages which leave it out do not count as nested. */
const unclosed =
  /^(?:p|li|td|th|tr|dt|dd|option|br|hr|img|input|meta|link|col|area|base|wbr|source)$/i

/**
 * Whether markup is nested so deep or has so many elements that building a tree of it would take
 * minutes (the parser is quadratic in depth). No page written by people is.
 */
export const isHostileMarkup = (html: string): boolean => {
  let depth = 0
  let elements = 0
  for (const [, slash, name] of html.matchAll(/<(\/?)([a-z][a-z0-9]{0,20})/gi)) {
    if (name === undefined || unclosed.test(name)) {
      elements++
      continue
    }
    if (slash === '/') depth = Math.max(0, depth - 1)
    else {
      depth++
      elements++
    }
    if (depth > maxNesting || elements > maxElements) return true
  }
  return false
}

/** Text of markup without building a tree: tags become line breaks. */
export const stripTags = (html: string): string =>
  html
    .split('<')
    .map((part) => part.slice(part.indexOf('>') + 1).trim())
    .filter((part) => part !== '')
    .join('\n')

/** The same for a node that is already parsed. */
export const nodeToText = (root: DomNode | null): string => {
  if (root === null) return ''
  const parts: string[] = []
  walk(root, parts, 0)
  return parts
    .join('')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n')
}

const walk = (node: DomNode, parts: string[], depth: number): void => {
  if (depth > maxDepth) {
    parts.push(node.textContent ?? '')
    return
  }
  let item = 0
  for (const child of node.childNodes) {
    const name = child.nodeName.toUpperCase()
    if (child.nodeType === 3)
      parts.push((child.textContent ?? '').replace(/[ \t\r\n\u00a0]+/g, ' '))
    if (child.nodeType !== 1 || dropped.has(name)) continue
    if (name === 'BR') {
      parts.push('\n')
      continue
    }
    if (blocks.has(name)) parts.push('\n')
    if (name === 'LI' && node.nodeName.toUpperCase() === 'OL') parts.push(`${++item}. `)
    walk(child, parts, depth + 1)
    if (blocks.has(name)) parts.push('\n')
    else if (name === 'TD' || name === 'TH') parts.push(' ')
  }
}
