import type { Clock } from '../../platform/clock'
import { listAccounts, OFFLINE_AFTER_MS, type BotAccount } from '../bots'
import { warmedUp, type SendBudget, type SenderDirectory } from '../deliveries'
import { channelOf, PRINT_SENDER } from '../groups'
import type { ChannelKind } from '@lianxin/shared'

/** What is known of the channels; the channel feature fits. */
export interface ChannelDirectory {
  /** Senders' ids of the channels that are switched off or refused. */
  away(): Promise<string[]>
  budgetOf(kind: ChannelKind): SendBudget
}

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
}): SenderDirectory & { limitsOf(senderId: string, account?: BotAccount): Promise<SenderLimits> } {
  const { clock, budget, warmUpDays, channels } = deps
  const startedAt = clock.now().getTime()

  /** While we were down nobody could say hello: nobody is away before they had the time to. */
  function isAway(account: BotAccount): boolean {
    if (account.online) return false
    const listened = clock.now().getTime() - startedAt
    const heard = account.lastSeenAt.getTime() >= startedAt
    return heard || listened >= OFFLINE_AFTER_MS
  }

  async function limitsOf(senderId: string, known?: BotAccount): Promise<SenderLimits> {
    if (senderId === PRINT_SENDER) return { budget: paper, warmUp: null }
    const channel = channelOf(senderId)
    if (channel) return { budget: channels.budgetOf(channel.kind), warmUp: null }
    const account =
      known ?? (await listAccounts(clock.now())).find((each) => each.accountId === senderId)
    return warmedUp(budget, account?.firstSeenAt ?? null, clock.now(), warmUpDays)
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
