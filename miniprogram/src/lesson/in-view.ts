import Taro from '@tarojs/taro'
import { isWeapp } from '@/lib/platform'

/** A block on the screen: its number and how many px of it are to be seen. */
export interface BlockInView {
  index: number
  shown: number
}

const className = 'ls-block'
/** Less than this of a block is its edge, not the block. */
const leastShown = 40

interface Edges {
  top: number
  bottom: number
  height: number
}

function visible(rects: readonly Edges[], windowHeight: number): BlockInView[] {
  return rects.flatMap(({ top, bottom, height }, index) => {
    const shown = Math.min(bottom, windowHeight) - Math.max(top, 0)
    return height > 0 && shown >= Math.min(leastShown, height) ? [{ index, shown }] : []
  })
}

/** Blocks of the lesson that are on the screen now, top to bottom. */
export async function blocksInView(): Promise<BlockInView[]> {
  if (!isWeapp) {
    // Pages below this one stay in the document, without a height.
    const elements = [...document.querySelectorAll<HTMLElement>(`.${className}`)]
    const rects = elements.map((element) => element.getBoundingClientRect())
    return visible(
      rects.filter(({ height }) => height > 0),
      window.innerHeight,
    )
  }
  return new Promise((resolve) => {
    Taro.createSelectorQuery()
      .selectAll(`.${className}`)
      .boundingClientRect((found) => {
        const rects = Array.isArray(found) ? found : [found]
        resolve(visible(rects, Taro.getWindowInfo().windowHeight))
      })
      .exec()
  })
}

/**
 * To which block a second belongs: the first on the screen that is not read yet, else the one that
 * fills most of it.
 * @param isRead has the block had its time?
 */
export function blockToCount(
  inView: readonly BlockInView[],
  isRead: (index: number) => boolean,
): number | null {
  const unread = inView.find(({ index }) => !isRead(index))
  if (unread) return unread.index
  return [...inView].sort((a, b) => b.shown - a.shown)[0]?.index ?? null
}
