/** What is watched: a feed, a list page whose new links are articles, or one page whose text changes. */
export const sourceKinds = ['feed', 'list', 'page'] as const
export type SourceKind = (typeof sourceKinds)[number]

/**
 * How a source is doing. `dead`: it has failed so long that a person must look; `quiet`: it
 * answers, but nothing new has come for a long time.
 */
export const sourceHealths = ['ok', 'quiet', 'failing', 'dead', 'paused'] as const
export type SourceHealth = (typeof sourceHealths)[number]

/**
 * What became of an article. `seen`: noted, so that it never comes as new (it was there before the
 * source was added, or it is the text of another article).
 */
export const sourceItemStates = ['new', 'taken', 'ignored', 'seen'] as const
export type SourceItemState = (typeof sourceItemStates)[number]

/** Minutes between two looks that a person may choose from. */
export const sourceIntervals = [30, 60, 180, 360, 720, 1440] as const
