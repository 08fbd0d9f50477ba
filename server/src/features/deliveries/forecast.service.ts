import type { Clock } from '../../platform/clock'
import { countGroupsByWays, PRINT_SENDER } from '../groups'
import { DeliveryModel, objectId } from './delivery.model'
import { accountBudgets } from './delivery.queries'
import { forecast, type Forecast } from './forecast.rules'
import type { QuietHours } from './quiet-hours.rules'
import { awayNow, pickSender, type SenderDirectory } from './senders'

/** A digest that is going out, or will. */
export interface ForecastRequest {
  digestId: string
  audienceOrgIds: readonly string[]
  /** Messages to each group. */
  parts: number
  startAt: Date
  quiet: QuietHours
  /** Its messages are written already, so they are counted rather than guessed. */
  begun: boolean
}

/** What the desk may expect. */
export interface DigestForecast extends Forecast {
  /** Messages that are still to go out. */
  messages: number
  /** How many the accounts may still send today. */
  leftToday: number
  /** Messages to groups that no bot is in; they wait and are not foretold. */
  withoutBot: number
}

type Counts = Map<string | null, number>

const WAITING = ['queued', 'leased'] as const

async function countWaiting(filter: Record<string, unknown>): Promise<Counts> {
  const rows = await DeliveryModel.aggregate<{ _id: string | null; count: number }>([
    { $match: { ...filter, state: { $in: WAITING } } },
    { $group: { _id: '$accountId', count: { $sum: 1 } } },
  ])
  return new Map(rows.map(({ _id, count }) => [_id, count]))
}

/** The latest of all accounts, as one. */
function together(all: readonly Forecast[]): Forecast {
  const never = all.some((one) => one.finishesAt === null)
  const times = all.flatMap((one) => one.finishesAt?.getTime() ?? [])
  const pauses = all.flatMap((one) => one.pause ?? [])
  return {
    finishesAt: never || times.length === 0 ? null : new Date(Math.max(...times)),
    firstStretch: all.reduce((sum, one) => sum + one.firstStretch, 0),
    pause: pauses.toSorted((a, b) => a.until.getTime() - b.until.getTime())[0] ?? null,
  }
}

/** Foretells when digests will have gone out. */
export function createForecasts({ clock, senders }: { clock: Clock; senders: SenderDirectory }) {
  async function load(request: ForecastRequest): Promise<Counts> {
    if (request.begun) return countWaiting({ 'ref.id': objectId(request.digestId), kind: 'digest' })
    const away = await awayNow(senders, clock)
    const counts: Counts = new Map()
    for (const group of await countGroupsByWays(request.audienceOrgIds)) {
      const sender = pickSender('digest', group, away)
      // a sheet of paper is there at once
      if (sender === PRINT_SENDER) continue
      counts.set(sender, (counts.get(sender) ?? 0) + group.count * request.parts)
    }
    return counts
  }

  return async function forecastDigest(request: ForecastRequest): Promise<DigestForecast> {
    const now = clock.now()
    const mine = await load(request)
    const withoutBot = mine.get(null) ?? 0
    const accounts = [...mine.keys()].flatMap((id) =>
      id === null || id === PRINT_SENDER ? [] : [id],
    )
    const ahead = await countWaiting({
      accountId: { $in: accounts },
      'ref.id': { $ne: objectId(request.digestId) },
      notBefore: { $lte: request.startAt > now ? request.startAt : now },
    })
    const budgets = await accountBudgets(accounts, now)
    const limits = await Promise.all(
      accounts.map(async (id) => ({ accountId: id, budget: await senders.budgetOf(id) })),
    )
    const all = limits.map(({ accountId, budget }) => {
      const { sentToday = 0, breaker = null } = budgets.get(accountId) ?? {}
      const forAccount = {
        mine: mine.get(accountId) ?? 0,
        ahead: ahead.get(accountId) ?? 0,
        spentToday: sentToday,
        blockedUntil: breaker?.until ?? null,
      }
      return {
        ...forecast(forAccount, budget, request.quiet, request.startAt, now),
        mine: forAccount.mine,
        left: Math.max(0, budget.perDay - sentToday),
      }
    })
    return {
      ...together(all.filter((one) => one.mine > 0)),
      messages: all.reduce((sum, one) => sum + one.mine, 0),
      leftToday: all.reduce((sum, one) => sum + one.left, 0),
      withoutBot,
    }
  }
}

export type ForecastDigest = ReturnType<typeof createForecasts>
