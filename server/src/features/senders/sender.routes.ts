import { channelKindLabels, formatShanghai, staffRoles } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { rootsOf, route, type PersonActor, type Route } from '../../http/route'
import type { Clock } from '../../platform/clock'
import { listAccounts } from '../bots'
import {
  accountBudgets,
  defaultQuietHours,
  forecast,
  waitingFor,
  type BreakerReason,
  type Waiting,
} from '../deliveries'
import { channelSender } from '../groups'
import { getOrgs } from '../orgs'
import type { SenderLimits } from './sender-directory'
import type { ChannelKind } from '@lianxin/shared'

type Item = OutputOf<'senders.list'>['items'][number]

/** A channel as this page needs it. */
export interface ListedChannel {
  id: string
  kind: ChannelKind
  name: string
  ready: boolean
  lastOkAt: Date | null
}

/** Somebody who sends, whoever it is. */
interface Sender {
  id: string
  kind: Item['kind']
  name: string
  online: boolean
  lastSeenAt: Date | null
  limits: SenderLimits
}

const MOST_ORGS = 10

const reasons: Record<BreakerReason, string> = {
  throttled: '对方说发得太快，先歇一会儿，到时候自己接着发，不用管它',
  logged_out: '退出了登录，请重新扫码登录',
  silent: '说是发了，群里却没见到，可能掉线了，请在手机上看看',
}

/** A channel has nothing to scan: what its owner can do stands beside it. */
function reasonOf(kind: Item['kind'], reason: BreakerReason): string {
  return reason === 'logged_out' && kind !== 'wechaty'
    ? '对方不让这个渠道发，请到渠道页看看原因'
    : reasons[reason]
}

/**
 * Who sends, what they may send today, and what waits for them.
 * @param deps.limitsOf the sender directory's
 * @param deps.channels channels of the subtrees of `orgIds`
 */
export function createSenderRoutes(deps: {
  clock: Clock
  limitsOf(senderId: string): Promise<SenderLimits>
  channels(orgIds: readonly string[]): Promise<ListedChannel[]>
}): Route[] {
  const { clock, limitsOf } = deps

  async function sendersFor(actor: PersonActor): Promise<Sender[]> {
    const accounts = (await listAccounts(clock.now())).map((account) => ({
      ...account,
      id: account.accountId,
      kind: 'wechaty' as const,
    }))
    const channels = (await deps.channels(rootsOf(actor, staffRoles))).map((channel) => ({
      id: channelSender(channel.kind, channel.id),
      kind: channel.kind,
      name: channel.name || channelKindLabels[channel.kind],
      online: channel.ready,
      lastSeenAt: channel.lastOkAt,
    }))
    return Promise.all(
      [...accounts, ...channels].map(async (sender) => ({
        ...sender,
        limits: await limitsOf(sender.id),
      })),
    )
  }

  function finishesAt(
    sender: Sender,
    waiting: Waiting,
    sentToday: number,
    blockedUntil: Date | null,
  ): string | null {
    const mine = waiting.reply + waiting.rating + waiting.digest + waiting.roll
    if (mine === 0) return null
    const now = clock.now()
    const load = { mine, ahead: 0, spentToday: sentToday, blockedUntil }
    const { budget } = sender.limits
    return forecast(load, budget, defaultQuietHours, now, now).finishesAt?.toISOString() ?? null
  }

  return [
    route('senders.list', async (_input, { actor }) => {
      const now = clock.now()
      const senders = await sendersFor(actor)
      const ids = senders.map((sender) => sender.id)
      const [budgets, waiting] = await Promise.all([accountBudgets(ids, now), waitingFor(ids, now)])
      const orgIds = [...waiting.values()].flatMap((each) => [...each.byOrg.keys()])
      const orgs = await getOrgs(orgIds)
      const items = senders.flatMap((sender): Item[] => {
        const { sentToday = 0, breaker = null } = budgets.get(sender.id) ?? {}
        const mine = waiting.get(sender.id)
        if (!mine) return []
        const { id, kind, name, online, lastSeenAt, limits } = sender
        const { reply, rating, digest, roll, byOrg } = mine
        return [
          {
            id,
            kind,
            name,
            online,
            lastSeenAt: lastSeenAt?.toISOString() ?? null,
            sentToday,
            dailyBudget: limits.budget.perDay,
            perMinute: limits.budget.perMinute,
            warmUp: limits.warmUp,
            breaker: breaker && {
              until: breaker.until.toISOString(),
              reason: breaker.reason,
              sentence: `${formatShanghai(breaker.until, 'HH:mm')} 以前不发：${reasonOf(kind, breaker.reason)}`,
            },
            waiting: { reply, rating, digest, roll },
            byOrg: [...byOrg]
              .toSorted((a, b) => b[1] - a[1])
              .slice(0, MOST_ORGS)
              .map(([orgId, count]) => ({
                orgId,
                orgName: orgs.get(orgId)?.name ?? '',
                waiting: count,
              })),
            finishesAt: finishesAt(sender, mine, sentToday, breaker?.until ?? null),
          },
        ]
      })
      return { items }
    }),
  ]
}
