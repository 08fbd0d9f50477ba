/** What one phone has told so far about one person's reading, in seconds by block. */
export interface PhoneReport {
  phone: string
  dwell: number[]
}

/** What counts, and what the phones have said. */
export interface Credit {
  /** Seconds that count, by block. */
  dwell: number[]
  phones: PhoneReport[]
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0)

/**
 * Adds a phone's report. A phone tells its whole count each time, so the same report twice, or an
 * older one that comes late, adds nothing. All phones together are never given more seconds than
 * have gone by: two that lie open side by side count once, and what one claims beyond is lost.
 * @param elapsedSeconds since this person was first given this version, by the server's clock
 */
export function addReport(before: Credit, report: PhoneReport, elapsedSeconds: number): Credit {
  const told = before.phones.find(({ phone }) => phone === report.phone)?.dwell ?? []
  let left = Math.max(0, Math.floor(elapsedSeconds) - sum(before.dwell))
  const dwell = before.dwell.map((seconds, block) => {
    const more = Math.max(0, (report.dwell[block] ?? 0) - (told[block] ?? 0))
    const given = Math.min(more, left)
    left -= given
    return seconds + given
  })
  const highest = before.dwell.map((_, block) =>
    Math.max(told[block] ?? 0, report.dwell[block] ?? 0),
  )
  const others = before.phones.filter(({ phone }) => phone !== report.phone)
  return { dwell, phones: [...others, { phone: report.phone, dwell: highest }] }
}
