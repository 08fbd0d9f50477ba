import type { NodeTemplate } from './weapp-templates'

/** One node as Taro puts it into a page's data: `cn` children, `nn` kind, `cl` class, `v` text. */
interface RawNode {
  cn?: RawNode[]
  nn?: string
  sid?: string
  uid?: string
  cl?: string
  v?: string
  [attribute: string]: unknown
}

/** One node of the page that a person would see. */
export interface WeappNode {
  tag: string
  id: string
  className: string
  /** Own and inner text, as written. */
  text: string
  parent: WeappNode | undefined
  children: WeappNode[]
  /** Value of a WeChat attribute such as `placeholder`, `value`, `disabled`, `src`. */
  attribute(name: string): unknown
  template: NodeTemplate | undefined
}

/** Turns a page's data into nodes. @param root `data.root` of the page */
export function readTree(root: unknown, templates: ReadonlyMap<string, NodeTemplate>): WeappNode {
  const build = (raw: RawNode, parent: WeappNode | undefined): WeappNode => {
    const template = templates.get(String(raw.nn))
    const node: WeappNode = {
      tag: template?.tag ?? '',
      id: raw.uid ?? raw.sid ?? '',
      className: raw.cl ?? '',
      text: typeof raw.v === 'string' ? raw.v : '',
      parent,
      children: [],
      attribute: (name) => raw[template?.attributes.get(name) ?? name],
      template,
    }
    node.children = (raw.cn ?? []).map((child) => build(child, node))
    node.text += node.children.map((child) => child.text).join('')
    return node
  }
  return build((root ?? {}) as RawNode, undefined)
}

/** The node and all below it, in reading order. */
export function walk(node: WeappNode): WeappNode[] {
  return [node, ...node.children.flatMap(walk)]
}

const inline = new Set(['block', 'text', 'rich-text'])

/**
 * What a person reads, a line for each block: a button, a paragraph, a table cell.
 * @returns lines without empty ones
 */
export function readLines(node: WeappNode): string[] {
  const lines: string[] = []
  let line = ''
  const flush = () => {
    if (line.trim()) lines.push(line.trim())
    line = ''
  }
  const visit = (current: WeappNode) => {
    const breaks = !inline.has(current.tag)
    if (breaks) flush()
    if (current.children.length === 0) line += current.text
    current.children.forEach(visit)
    if (breaks) flush()
  }
  visit(node)
  flush()
  return lines
}
