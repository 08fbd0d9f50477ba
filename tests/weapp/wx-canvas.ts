/** A canvas as WeChat hands it out: no events, no styles; it keeps what was written on it. */
export interface CanvasStandIn {
  width: number
  height: number
  getContext(): object
  /** Every text that was written, and how many shapes were filled. */
  readonly texts: string[]
  readonly fills: () => number
}

/** Makes one; a letter is 12 px wide. */
export function createCanvas(): CanvasStandIn {
  const texts: string[] = []
  let filled = 0
  const canvas = { width: 0, height: 0, texts, fills: () => filled, getContext: () => context }
  const known: Record<string, unknown> = {
    canvas,
    measureText: (text: string) => ({ width: text.length * 12 }),
    fillText: (text: string) => void texts.push(text),
    fill: () => void (filled += 1),
    fillRect: () => void (filled += 1),
  }
  // Whatever else is called on it moves a pen that nobody looks at.
  const context: object = new Proxy(known, {
    get: (target, name) => (name in target ? Reflect.get(target, name) : () => undefined),
  })
  return canvas
}
