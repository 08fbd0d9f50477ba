/** How a matter stands. Colour never speaks alone: the words are always there. */
export type Tone = 'new' | 'soon' | 'late' | 'done' | 'plain'

/** A short word on a coloured ground, e.g. 还剩 1 天 (soon), 超期 2 天 (late), 已办结 (done). */
export function Badge({ tone, children }: { tone: Tone; children: string }) {
  return <span className={`lx-badge lx-badge--${tone}`}>{children}</span>
}
