import type { Clock } from '../../platform/clock'
import { countGroupsByAccount } from '../groups'
import type { SendBudget } from './budget.rules'
import { DeliveryModel, objectId } from './delivery.model'
import { accountBudgets } from './delivery.queries'
import { forecast, type Forecast } from './forecast.rules'
import type { QuietHours } from './quiet-hours.rules'

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
export function createForecasts({ clock, budget }: { clock: Clock; budget: SendBudget }) {
  async function load(request: ForecastRequest): Promise<Counts> {
    if (request.begun) return countWaiting({ 'ref.id': objectId(request.digestId), kind: 'digest' })
    const groups = await countGroupsByAccount(request.audienceOrgIds)
    return new Map([...groups].map(([accountId, count]) => [accountId, count * request.parts]))
  }

  return async function forecastDigest(request: ForecastRequest): Promise<DigestForecast> {
    const now = clock.now()
    const mine = await load(request)
    const withoutBot = mine.get(null) ?? 0
    const accounts = [...mine.keys()].filter((id) => id !== null)
    const ahead = await countWaiting({
      accountId: { $in: accounts },
      'ref.id': { $ne: objectId(request.digestId) },
      notBefore: { $lte: request.startAt > now ? request.startAt : now },
    })
    const budgets = await accountBudgets(accounts, now)
    const all = accounts.map((accountId) => {
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
