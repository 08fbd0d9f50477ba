/** A point being written; `key` stays with it while it moves. */
export interface DraftPoint {
  key: string
  title: string
  text: string
}

export const mostPoints = 12
export const mostPointTitle = 30
export const mostPointText = 300

let made = 0
/** A new point with a key of its own. */
export function newPoint(title = '', text = ''): DraftPoint {
  made += 1
  return { key: `p${made}`, title, text }
}

/** Moves the point at `index` one place up (-1) or down (1); at the end it stays. */
export function movePoint(points: DraftPoint[], index: number, step: -1 | 1): DraftPoint[] {
  const moved = points[index]
  const other = points[index + step]
  if (!moved || !other) return points
  return points.map((point, at) => (at === index ? other : at === index + step ? moved : point))
}

/** Marks to cut behind, the better ones first. */
const stops = [/[。！？；]/g, /[，、：]/g]

/** Where a text is best cut: behind the sentence end nearest its middle, else a comma, else there. */
function cutOf(text: string): number {
  const middle = text.length / 2
  for (const stop of stops) {
    const ends = [...text.matchAll(stop)]
      .map((match) => match.index + 1)
      .filter((end) => end < text.length)
      .sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle))
    if (ends[0] !== undefined) return ends[0]
  }
  return Math.ceil(middle)
}

/**
 * Makes two of the point at `index`.
 * @param caret where the writer's caret stands; outside the text = choose a sentence end
 */
export function splitPoint(points: DraftPoint[], index: number, caret: number): DraftPoint[] {
  const point = points[index]
  if (!point || point.text.length < 2 || points.length >= mostPoints) return points
  const cut = caret > 0 && caret < point.text.length ? caret : cutOf(point.text)
  return points.flatMap((one) =>
    one === point
      ? [
          { ...point, text: point.text.slice(0, cut).trim() },
          newPoint('', point.text.slice(cut).trim()),
        ]
      : [one],
  )
}
