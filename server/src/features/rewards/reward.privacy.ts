import { EntryModel, OrderModel } from './order.model'

const MOST_EXPORTED = 10_000

/** What a person exchanged their points for, for the export that everybody may ask for. */
export async function exportRewards(personId: string) {
  const [orders, entries] = await Promise.all([
    OrderModel.find({ personId }).sort({ _id: 1 }).limit(MOST_EXPORTED).lean(),
    EntryModel.find({ personId }).sort({ _id: 1 }).limit(MOST_EXPORTED).lean(),
  ])
  return {
    orders: orders.map(({ title, cost, state, at, endedAt, reason }) => ({
      title,
      cost,
      state,
      at: at.toISOString(),
      endedAt: endedAt?.toISOString() ?? null,
      reason,
    })),
    entries: entries.map(({ kind, points, title, at }) => ({
      kind,
      points,
      title,
      at: at.toISOString(),
    })),
  }
}
