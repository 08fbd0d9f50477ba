import type { OutputOf } from '@lianxin/shared/contract'
import { getOrgs } from '../orgs'
import { HourModel, type HourDocument, type HourRequestDocument } from './hour.model'

type Entry = OutputOf<'hours.add'>

/** Entries as pages show them: it is always said who organized it and who wrote it down. */
export async function presentHours(rows: readonly HourDocument[]): Promise<Entry[]> {
  const [orgs, corrections] = await Promise.all([
    getOrgs(rows.map(({ hostId }) => String(hostId))),
    // Few, so they are counted here: grouped, DocumentDB reads the whole ledger for them.
    HourModel.find({ corrects: { $in: rows.map(({ _id }) => _id) } }, { corrects: 1 }).lean(),
  ])
  const corrected = new Map<string, number>()
  for (const { corrects } of corrections)
    corrected.set(String(corrects), (corrected.get(String(corrects)) ?? 0) + 1)
  return rows.map((row) => ({
    id: String(row._id),
    kind: row.kind,
    title: row.title,
    day: row.day,
    minutes: row.minutes,
    effect: row.effect,
    host: { id: String(row.hostId), name: orgs.get(String(row.hostId))?.name ?? '' },
    recordedBy: row.by.name,
    recordedAt: row.at.toISOString(),
    reason: row.reason,
    proof: row.proof,
    corrects: row.corrects === null ? null : String(row.corrects),
    corrections: corrected.get(String(row._id)) ?? 0,
  }))
}

/** One of them. */
export async function presentHour(row: HourDocument): Promise<Entry> {
  const [one] = await presentHours([row])
  if (!one) throw new Error('one in, one out')
  return one
}

/** What a volunteer asked, and what became of it. */
export function presentRequest(row: HourRequestDocument): OutputOf<'me.askHours'> {
  return {
    id: String(row._id),
    eventId: String(row.eventId),
    title: row.title,
    day: row.day,
    words: row.words,
    at: row.at.toISOString(),
    state: row.state,
    answer: row.answer,
    answeredAt: row.answeredAt?.toISOString() ?? null,
  }
}
