/** Share of a shift that one must have been there for, in per cent, unless the organizer says otherwise. */
export const DEFAULT_MIN_SHARE = 60

/** The door is open this long before the start, and this long after the end: then coming and going count. */
export const DOOR_MS = 30 * 60_000

interface Span {
  from: Date
  to: Date
}

/** Whole minutes of a span; a part of a minute is none. */
export function minutesOf({ from, to }: Span): number {
  return Math.max(0, Math.floor((to.getTime() - from.getTime()) / 60_000))
}

/** The part of `inner` that lies within `outer`, or null. */
export function within(inner: Span, outer: Span): Span | null {
  const from = inner.from > outer.from ? inner.from : outer.from
  const to = inner.to < outer.to ? inner.to : outer.to
  return from < to ? { from, to } : null
}

/**
 * What presence is worth: the minutes within the shift that no other shift has counted already
 * (mechanism N5: hours are never counted twice), if they are enough of it.
 * @param presence from check-in to check-out
 * @param counted  spans of the same person that stand in the ledger
 * @param minShare per cent of the shift; exactly that much is enough, 59 of 100 minutes at 60 are not
 * @returns whole minutes; `enough` is judged by presence itself, before other shifts are taken off
 */
export function presenceMinutes(
  shift: Span,
  presence: Span,
  counted: readonly Span[],
  minShare: number,
): { minutes: number; enough: boolean } {
  const there = within(presence, shift)
  if (!there) return { minutes: 0, enough: false }
  const enough = minutesOf(there) * 100 >= minutesOf(shift) * minShare
  if (!enough) return { minutes: 0, enough }
  const taken = counted.flatMap((span) => within(span, there) ?? [])
  return { minutes: minutesOf(there) - coveredMinutes(taken), enough }
}

/** Minutes that at least one of the spans covers, begun ones too: what is taken off is never too little. */
function coveredMinutes(spans: readonly Span[]): number {
  let covered = 0
  let until = 0
  for (const { from, to } of spans.toSorted((a, b) => a.from.getTime() - b.from.getTime())) {
    const start = Math.max(from.getTime(), until)
    covered += Math.max(0, to.getTime() - start)
    until = Math.max(until, to.getTime())
  }
  return Math.ceil(covered / 60_000)
}

/** Do two spans share any moment? One that ends when the other begins does not. */
export function clashes(a: Span, b: Span): boolean {
  return within(a, b) !== null
}

/** Bands of distance: all that is kept of where somebody was. */
export const distanceBands = ['near', 'around', 'far'] as const
export type DistanceBand = (typeof distanceBands)[number]
/** Upper ends, in metres: here, or around the corner; a phone's position indoors is no better. */
const NEAR_M = 200
const AROUND_M = 1_000

export interface MapPoint {
  lat: number
  lng: number
}

/** Distance of two points on the globe, in metres (haversine). */
export function metresBetween(a: MapPoint, b: MapPoint): number {
  const rad = Math.PI / 180
  const half = (x: number) => Math.sin(x / 2) ** 2
  const h =
    half((b.lat - a.lat) * rad) +
    Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * half((b.lng - a.lng) * rad)
  return 2 * 6_371_000 * Math.asin(Math.min(1, Math.sqrt(h)))
}

/** The band of a distance in metres: exactly 200 m is still near. */
export function bandOf(metres: number): DistanceBand {
  if (metres <= NEAR_M) return 'near'
  return metres <= AROUND_M ? 'around' : 'far'
}
