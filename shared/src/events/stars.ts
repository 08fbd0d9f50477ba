/** Hours for one to five stars (mechanism N6), unless an organization has its own. */
export const defaultStars = [100, 300, 600, 1000, 1500] as const
/** How many hours each star needs, first star first. */
export type StarHours = readonly [number, number, number, number, number]

/**
 * Stars for verified service: read from the ledger whenever asked for, so they also drop when it is
 * corrected. 99 h 59 min is not yet 100 h.
 * @param minutes of all verified service
 * @returns 0 to 5
 */
export function starsOf(minutes: number, hours: StarHours = defaultStars): number {
  return hours.filter((needed) => minutes >= needed * 60).length
}

/** Minutes as people read them: `2 小时`, `1 小时 30 分`, `45 分钟`. */
export function hoursWords(minutes: number): string {
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  if (hours === 0) return `${rest} 分钟`
  return rest === 0 ? `${hours} 小时` : `${hours} 小时 ${rest} 分`
}

/**
 * What a service was worth besides its time (mechanism E18: points follow time and effect), in per
 * cent; the organizer says so once for all of a shift, and can for each.
 */
export const effects = { plain: 100, good: 120, excellent: 150 } as const
export type Effect = keyof typeof effects
export const effectKeys = ['plain', 'good', 'excellent'] as const satisfies readonly Effect[]
export const effectLabels: Record<Effect, string> = {
  plain: '完成得不错',
  good: '效果好',
  excellent: '效果特别好',
}
