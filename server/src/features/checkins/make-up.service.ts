import { MAKE_UP_CARDS, makeUpWindow, mayMakeUp, shanghaiDay } from '@lianxin/shared'
import { AppError, ensure } from '../../platform/app-error'
import type { Clock } from '../../platform/clock'
import { inTransaction, isDuplicateKey } from '../../platform/database'
import { CheckinModel } from './checkin.model'
import type { CheckinService, Comrade, Standing } from './checkin.service'

/** Make-up cards: two in each Shanghai month, for days that {@link mayMakeUp} allows. */
export function createMakeUpService(deps: { clock: Clock; checkins: CheckinService }) {
  const { clock, checkins } = deps

  const cardOf = (month: string, number: number) => `${month}#${number}`
  const allCards = (month: string) =>
    Array.from({ length: MAKE_UP_CARDS }, (_, index) => cardOf(month, index + 1))

  /** Cards of the running month that a person has left. */
  async function cardsLeft(personId: string): Promise<number> {
    const month = shanghaiDay(clock.now()).slice(0, 7)
    const used = await CheckinModel.countDocuments({ personId, card: { $in: allCards(month) } })
    return MAKE_UP_CARDS - used
  }

  /** Days without a check-in that may be made up now, oldest first. */
  async function missed(personId: string): Promise<string[]> {
    const window = makeUpWindow(shanghaiDay(clock.now()))
    const rows = await CheckinModel.find({ personId, day: { $in: window } }, { day: 1 }).lean()
    const done = new Set(rows.map(({ day }) => day))
    return window.filter((day) => !done.has(day))
  }

  /** @returns false when the card had paid for another day already */
  async function payWith(card: string, comrade: Comrade, day: string): Promise<boolean> {
    const at = clock.now()
    const row = await checkins.rowFor(comrade, { at, day, via: 'card', thought: null, card })
    try {
      await inTransaction((session) => checkins.write([row], session))
      return true
    } catch (error) {
      if (isDuplicateKey(error)) return false
      throw error
    }
  }

  /**
   * Makes up a day. A retry finds the day made up and takes no second card; of two days at once
   * each takes a card of its own, by the unique key of the card.
   * @throws AppError checkin.not_missed, checkin.no_cards
   */
  async function makeUp(comrade: Comrade, day: string): Promise<Standing & { cardsLeft: number }> {
    const today = shanghaiDay(clock.now())
    const answer = async () => ({
      ...(await checkins.standing(comrade.id)),
      cardsLeft: await cardsLeft(comrade.id),
    })
    const find = () => CheckinModel.findOne({ personId: comrade.id, day }, { card: 1 }).lean()
    const before = await find()
    if (before?.card) return answer()
    ensure(!before && mayMakeUp(day, today), 'checkin.not_missed')
    for (const card of allCards(today.slice(0, 7))) {
      if (await payWith(card, comrade, day)) return answer()
      // Either this card is used, or the same day came in by another way meanwhile.
      if (await find()) return answer()
    }
    throw new AppError('checkin.no_cards')
  }

  return { cardsLeft, missed, makeUp }
}

export type MakeUpService = ReturnType<typeof createMakeUpService>
