import { boundsOf, MAKE_UP_CARDS, showsName } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import type { PersonActor } from '../../http/route'
import type { CheckinDeps } from './checkin.deps'
import { CheckinModel } from './checkin.model'
import type { CheckinService } from './checkin.service'
import type { MakeUpService } from './make-up.service'
import { canDraw } from '../../platform/chinese-font'

/** A person's own page: today, streak, a month, cards. @param month `YYYY-MM`; default the running one */
export async function presentOwn(
  deps: Pick<CheckinDeps, 'people'> & { checkins: CheckinService; makeUps: MakeUpService },
  actor: PersonActor,
  month: string | undefined,
): Promise<OutputOf<'me.checkins'>> {
  const { people, checkins, makeUps } = deps
  const standing = await checkins.standing(actor.id)
  const shown = month ?? standing.today.slice(0, 7)
  const { first, last } = boundsOf(shown)
  const [rows, left, missed, person] = await Promise.all([
    CheckinModel.find({ personId: actor.id, day: { $gte: first, $lte: last } })
      .sort({ day: 1 })
      .lean(),
    makeUps.cardsLeft(actor.id),
    makeUps.missed(actor.id),
    people.get(actor.id),
  ])
  return {
    ...standing,
    month: shown,
    days: rows.map(({ day, card, thought, review }) => ({
      day,
      madeUp: card !== null,
      thought,
      review,
    })),
    cards: { left, of: MAKE_UP_CARDS },
    missed,
    showName: showsName(person?.consents ?? []),
    drawable: canDraw(actor.name),
  }
}
