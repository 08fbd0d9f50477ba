/** Rewards that service points are exchanged for (递进奖励, mechanism E18). */
export const rewardStates = ['open', 'stopped'] as const
export type RewardState = (typeof rewardStates)[number]

export const rewardStateLabels: Record<RewardState, string> = {
  open: '可以换',
  stopped: '停了',
}

export const rewardOrderStates = ['open', 'handed_over', 'cancelled'] as const
export type RewardOrderState = (typeof rewardOrderStates)[number]

export const rewardOrderLabels: Record<RewardOrderState, string> = {
  open: '待领取',
  handed_over: '已领走',
  cancelled: '已取消',
}

/** Lines of the ledger of what was spent. */
export const rewardEntryKinds = ['spend', 'refund'] as const
export type RewardEntryKind = (typeof rewardEntryKinds)[number]

/** Why stock changed: put in at the start, changed by staff, taken by an order, given back by one. */
export const stockKinds = ['start', 'change', 'order', 'return'] as const
export type StockKind = (typeof stockKinds)[number]

export const stockKindLabels: Record<StockKind, string> = {
  start: '上架',
  change: '调整',
  order: '有人换',
  return: '取消退回',
}

/** Digits of the code by which a reward is handed over. */
export const REWARD_CODE_DIGITS = 6
export const MOST_REWARD_COST = 100_000
export const MOST_REWARD_STOCK = 100_000

/**
 * Points that may be spent. A correction may take points away that were spent already: then there is
 * nothing, not less than nothing, until new service has made up for it.
 * @param earned service points of all years
 * @param spent  what orders took and did not give back
 */
export function spendable({ earned, spent }: { earned: number; spent: number }): number {
  return Math.max(0, earned - spent)
}
