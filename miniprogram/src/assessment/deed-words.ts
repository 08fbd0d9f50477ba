import type { DeedState } from '@lianxin/shared'

/** What became of a deed, as a badge says it. */
export const deedStateBadges: Record<DeedState, { text: string; tone: 'new' | 'done' | 'soon' }> = {
  open: { text: '小组在评', tone: 'new' },
  accepted: { text: '认可了，记了分', tone: 'done' },
  refused: { text: '没通过', tone: 'soon' },
}
