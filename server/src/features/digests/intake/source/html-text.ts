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
  const { document }: { document: DomDocument } = parseHTML(html)
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
const maxDepth = 400

/**
 * Visible text of an HTML document, one line per block; list items of an <ol> keep their number,
 * table cells of a row are separated by spaces, pronunciations in <ruby> are left out.
 */
export const htmlToText = (html: string): string => nodeToText(parseDocument(html).body)

/** The same for a node that is already parsed. */
export const nodeToText = (root: DomNode | null): string => {
  if (root === null) return ''
  const parts: string[] = []
  walk(root, parts, 0)
  return parts
    .join('')
    .replace(/[ \t\u00a0]*\n[ \t]*/g, '\n')
    .replace(/\n{2,}/g, '\n')
    .trim()
}

const walk = (node: DomNode, parts: string[], depth: number): void => {
  if (depth > maxDepth) {
    parts.push(node.textContent ?? '')
    return
  }
  let item = 0
  for (const child of node.childNodes) {
    const name = child.nodeName.toUpperCase()
    if (child.nodeType === 3) parts.push((child.textContent ?? '').replace(/[ \t\r\n]+/g, ' '))
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
