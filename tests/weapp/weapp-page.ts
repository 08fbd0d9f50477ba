import { waitFor } from '../support/wait'
import { readLines, walk, type WeappNode } from './weapp-tree'

/** One open page of the miniprogram, as the person sees it now. */
export interface WeappPage {
  route: string
  root(): WeappNode
  /** What a person reads, a line for each block. */
  lines(): string[]
  /**
   * The first node that fits all that is given.
   * @param fits `text` its whole text, `includes` a part of it; then the deepest such node is taken
   * @throws Error with the page's lines when there is none
   */
  find(fits: NodeQuery): WeappNode
  /** Touches a node: `tap` goes up through its ancestors as in WeChat. */
  tap(fits: NodeQuery): void
  /** Writes into a field. */
  type(fits: NodeQuery, value: string): void
  /** Waits until the page shows this text. */
  waitForText(part: string): Promise<void>
}
export interface NodeQuery {
  id?: string
  tag?: string
  className?: string
  text?: string
  includes?: string
  placeholder?: string
}

/** What a page needs of the object that the bundle's `Page()` became. */
interface Instance {
  route: string
  call(hook: string, ...args: unknown[]): unknown
}

/** @param root reads the page as it is now */
export function createPage(instance: Instance, root: () => WeappNode): WeappPage {
  const find = (fits: NodeQuery): WeappNode => {
    const found = walk(root()).filter(
      (node) =>
        (fits.id === undefined || node.id === fits.id) &&
        (fits.tag === undefined || node.tag === fits.tag) &&
        (fits.className === undefined || node.className.split(' ').includes(fits.className)) &&
        (fits.text === undefined || node.text.trim() === fits.text) &&
        (fits.includes === undefined || node.text.includes(fits.includes)) &&
        (fits.placeholder === undefined || node.attribute('placeholder') === fits.placeholder),
    )
    const byText = fits.text !== undefined || fits.includes !== undefined
    const node = byText
      ? found.find((one) => !one.children.some((child) => found.includes(child)))
      : found[0]
    if (!node) {
      const shown = readLines(root()).join('\n')
      throw new Error(`Nothing on ${instance.route} fits ${JSON.stringify(fits)}:\n${shown}`)
    }
    return node
  }
  const send = (node: WeappNode, type: string, detail: object, bubbles: boolean) => {
    const target = { id: node.id, dataset: { sid: node.id }, offsetLeft: 0, offsetTop: 0 }
    for (let at: WeappNode | undefined = node; at; at = at.parent) {
      const bound = at.template?.events.get(type)
      if (bound) {
        const currentTarget = { id: at.id, dataset: { sid: at.id } }
        const touches = [{ identifier: 0, pageX: 0, pageY: 0, clientX: 0, clientY: 0 }]
        const event = { type, detail, target, currentTarget, touches, changedTouches: touches }
        instance.call('eh', { ...event, timeStamp: performance.now(), mark: {} })
      }
      if (!bubbles || bound === 'catch') return
    }
  }
  return {
    route: instance.route,
    root,
    lines: () => readLines(root()),
    find,
    tap: (fits) => {
      const node = find(fits)
      if (node.attribute('disabled') === true) return
      send(node, 'tap', { x: 0, y: 0 }, true)
    },
    type(fits, value) {
      const node = find(fits)
      send(node, 'focus', { value: node.attribute('value') ?? '' }, false)
      send(node, 'input', { value, cursor: value.length }, false)
      send(node, 'blur', { value }, false)
    },
    async waitForText(part) {
      await waitFor(`"${part}" on ${instance.route}`, () => root().text.includes(part)).catch(
        (error: unknown) => {
          throw new Error(
            `"${part}" did not appear; the page shows\n${readLines(root()).join('\n')}`,
            {
              cause: error,
            },
          )
        },
      )
    },
  }
}
