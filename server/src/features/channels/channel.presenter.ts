import { channelProblems, formatShanghai } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import type { Clock } from '../../platform/clock'
import { accountBudgets } from '../deliveries'
import { channelSender, countGroupsByChannel } from '../groups'
import { getOrgs } from '../orgs'
import type { ChannelRecord } from './channel.store'
import type { Transports } from './transports'

type View = OutputOf<'channels.list'>['items'][number]
type Breaker = { until: Date; reason: string } | null

/** Trouble that is over, because something got through since, is not told any more. */
function standingProblem({ lastProblem, lastOkAt }: ChannelRecord): ChannelRecord['lastProblem'] {
  return lastProblem && (!lastOkAt || lastOkAt < lastProblem.at) ? lastProblem : null
}

function healthOf(
  channel: ChannelRecord,
  breaker: Breaker,
): Pick<View, 'health' | 'reason' | 'problem' | 'restingUntil'> {
  const problem = standingProblem(channel)?.code ?? null
  const sentence = problem && channelProblems[problem]
  const restingUntil = breaker?.until.toISOString() ?? null
  if (!channel.enabled) return { health: 'off', reason: '已停用。', problem, restingUntil }
  if (channel.failing) return { health: 'failing', reason: sentence, problem, restingUntil }
  if (!breaker) return { health: 'ready', reason: sentence, problem, restingUntil: null }
  const until = `歇到 ${formatShanghai(breaker.until, 'HH:mm')}。`
  const reason = `${until}${sentence ?? channelProblems.throttled}`
  return { health: 'resting', reason, problem, restingUntil }
}

/** How the desk sees channels: health, what they sent today, who uses them; never a secret. */
export function createChannelPresenter(deps: { clock: Clock; transports: Transports }) {
  const { clock, transports } = deps
  return async (channels: readonly ChannelRecord[]): Promise<View[]> => {
    const senderOf = ({ kind, id }: ChannelRecord) => channelSender(kind, id)
    const [orgs, budgets, groups] = await Promise.all([
      getOrgs(channels.map((channel) => channel.orgId)),
      accountBudgets(channels.map(senderOf), clock.now()),
      countGroupsByChannel(channels.map((channel) => channel.id)),
    ])
    return channels.map((channel) => {
      const { id, kind, name, orgId, hint, look, enabled, lastOkAt, lastProblem } = channel
      const { sentToday = 0, breaker = null } = budgets.get(senderOf(channel)) ?? {}
      const { perMinute, perDay } = transports[kind].budget
      return {
        ...{ id, kind, name, orgId, hint, look, enabled, sentToday, perMinute, perDay },
        orgName: orgs.get(orgId)?.name ?? '',
        ...healthOf(channel, breaker),
        lastOkAt: lastOkAt?.toISOString() ?? null,
        lastProblemAt: lastProblem?.at.toISOString() ?? null,
        groups: groups.get(id) ?? 0,
      }
    })
  }
}
