import { spendable } from '@lianxin/shared'
import type { HandlerInputOf, OutputOf } from '@lianxin/shared/contract'
import type { PersonActor } from '../../http/route'
import { cutPage, decodeCursor } from '../../platform/paging'
import { AccountModel, EntryModel } from './order.model'
import type { RewardDeps } from './reward.deps'
import { toId } from './reward.model'

/** What somebody earned by service, spent, and has left. */
export function createPointsService({ book }: Pick<RewardDeps, 'book'>) {
  async function pointsOf(personId: string): Promise<OutputOf<'me.rewardPoints'>> {
    const [earnedOf, account] = await Promise.all([
      book.servicePointsOf([personId]),
      AccountModel.findById(personId).lean(),
    ])
    const earned = earnedOf.get(personId) ?? 0
    const spent = account?.spent ?? 0
    return { earned, spent, left: spendable({ earned, spent }) }
  }

  /** What was spent and what came back, latest first. */
  async function entriesOf(
    personId: string,
    { cursor, limit }: HandlerInputOf<'me.rewardEntries'>['query'],
  ): Promise<OutputOf<'me.rewardEntries'>> {
    const after = cursor ? decodeCursor(cursor, ['id']) : null
    const rows = await EntryModel.find({
      personId: toId(personId),
      ...(after && { _id: { $lt: toId(after[0]) } }),
    })
      .sort({ _id: -1 })
      .limit(limit + 1)
      .lean()
    const page = cutPage(rows, limit, (row) => [String(row._id)])
    return {
      nextCursor: page.nextCursor,
      items: page.items.map(({ _id, kind, points, title, at }) => ({
        id: String(_id),
        kind,
        points,
        title,
        at: at.toISOString(),
      })),
    }
  }

  return {
    mine: (actor: PersonActor) => pointsOf(actor.id),
    myEntries: (actor: PersonActor, query: HandlerInputOf<'me.rewardEntries'>['query']) =>
      entriesOf(actor.id, query),
    pointsOf,
    entriesOf,
  }
}

export type PointsService = ReturnType<typeof createPointsService>
