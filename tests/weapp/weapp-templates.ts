import { readFileSync } from 'node:fs'
import path from 'node:path'

/** What the generated WXML says of one kind of node. */
export interface NodeTemplate {
  /** The WeChat component, e.g. `view`, `input`; `block` for a piece of text. */
  tag: string
  /** Attribute name → the short key it has in the page's data, e.g. placeholder → p13. */
  attributes: ReadonlyMap<string, string>
  /** Events that reach the page: name → whether it stops here (`catch…`) or goes on (`bind…`). */
  events: ReadonlyMap<string, 'bind' | 'catch'>
}

/**
 * Reads `base.wxml`. Taro renders every page by these templates, so a node reacts to exactly the
 * events that its template binds, and has exactly the attributes that it passes on.
 * @param dist folder of the weapp bundle
 * @returns by node kind (`nn` in the page's data)
 */
export function readTemplates(dist: string): ReadonlyMap<string, NodeTemplate> {
  const wxml = readFileSync(path.join(dist, 'base.wxml'), 'utf8')
  const templates = new Map<string, NodeTemplate>()
  for (const [, name = '', body = ''] of wxml.matchAll(
    /<template name="tmpl_0_([\w-]+)">([\s\S]*?)\n<\/template>/g,
  )) {
    // an input has one template for when it asks for focus and one for when not
    const kind = name.replace(/_blur$/, '')
    const element = /<([\w-]+)([^>]*)>/.exec(body)
    if (!element || element[1] === 'template') continue
    templates.set(kind, { tag: element[1] ?? '', ...readAttributes(element[2] ?? '') })
  }
  if (templates.size === 0) throw new Error(`${dist}/base.wxml holds no templates`)
  return templates
}

function readAttributes(source: string): Pick<NodeTemplate, 'attributes' | 'events'> {
  const attributes = new Map<string, string>()
  const events = new Map<string, 'bind' | 'catch'>()
  for (const [, name = '', value = ''] of source.matchAll(/([\w-]+)="([^"]*)"/g)) {
    const event = /^(bind|catch)(\w+)$/.exec(name)
    if (event?.[2]) events.set(event[2], event[1] === 'catch' ? 'catch' : 'bind')
    const key = /\bi\.(\w+)/.exec(value)?.[1]
    if (key && !event) attributes.set(name, key)
  }
  return { attributes, events }
}
