import type { Clock } from '../../platform/clock'
import { firstSeen, listAccounts, OFFLINE_AFTER_MS, type BotAccount } from '../bots'
import type { ChannelDirectory } from '../channels'
import { warmedUp, type SendBudget, type SenderDirectory } from '../deliveries'
import { channelOf, PRINT_SENDER } from '../groups'

/** The limits of a sender today, and how far a new account is on its way to all of them. */
export interface SenderLimits {
  budget: SendBudget
  warmUp: { day: number; of: number } | null
}

/** Nobody counts sheets of paper. */
const paper: SendBudget = {
  chatGapMs: 0,
  accountGapMs: 0,
  accountGapJitterMs: 0,
  perMinute: 1_000_000,
  perDay: 1_000_000,
}

/**
 * Makes what tells the engine who can send now, and how much.
 * @param deps.budget     limits of a chat account that is warmed up
 * @param deps.warmUpDays how long a new chat account warms up; 0 = not at all
 */
export function createSenderDirectory(deps: {
  clock: Clock
  budget: SendBudget
  warmUpDays: number
  channels: ChannelDirectory
}): SenderDirectory & { limitsOf(senderId: string): Promise<SenderLimits> } {
  const { clock, budget, warmUpDays, channels } = deps
  const startedAt = clock.now().getTime()

  /** While we were down nobody could say hello: nobody is away before they had the time to. */
  function isAway(account: BotAccount): boolean {
    if (account.online) return false
    const listened = clock.now().getTime() - startedAt
    const heard = account.lastSeenAt.getTime() >= startedAt
    return heard || listened >= OFFLINE_AFTER_MS
  }

  async function limitsOf(senderId: string): Promise<SenderLimits> {
    if (senderId === PRINT_SENDER) return { budget: paper, warmUp: null }
    const channel = channelOf(senderId)
    if (channel) return { budget: channels.budgetOf(channel.kind), warmUp: null }
    if (warmUpDays === 0) return { budget, warmUp: null }
    return warmedUp(budget, await firstSeen(senderId), clock.now(), warmUpDays)
  }

  return {
    async away() {
      const accounts = (await listAccounts(clock.now())).filter(isAway)
      return new Set([...accounts.map((each) => each.accountId), ...(await channels.away())])
    },
    budgetOf: async (senderId) => (await limitsOf(senderId)).budget,
    limitsOf,
  }
}
