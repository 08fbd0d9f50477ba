import { channelKindLabels, staffRoles } from '@lianxin/shared'
import type { HandlerInputOf, OutputOf } from '@lianxin/shared/contract'
import { covers, rootsOf, route, type PersonActor, type Route } from '../../http/route'
import type { Clock } from '../../platform/clock'
import { AppError, ensure } from '../../platform/app-error'
import { getOrg, getOrgs, type OrgRecord } from '../orgs'
import type { BindingService } from './binding.service'
import { createGroup, setRoutes } from './group-routes'
import { confirmMove, getGroup, listGroups, type GroupRecord } from './group.service'
import { channelSender, type GroupRoute } from './sender-id'
import type { ChannelKind } from '@lianxin/shared'

/** A bot says hello every 30 s; four missed ones mean that it is gone. */
const LOST_AFTER_MS = 120_000
const ID = /^[0-9a-f]{24}$/

type View = OutputOf<'groups.list'>['items'][number]
type WishedRoutes = HandlerInputOf<'groups.setRoutes'>['body']['routes']

/** A channel that groups may be reached by. */
export interface GroupChannel {
  id: string
  kind: ChannelKind
  name: string
  orgId: string
  orgPath: string[]
}

/**
 * Routes of the chat groups.
 * @param deps.channels   looks channels up; unknown ids are left out
 * @param deps.away       senders that cannot send now
 * @param deps.onNewWays  called when a group's ways have changed
 */
export function createGroupRoutes(deps: {
  clock: Clock
  binding: BindingService
  botName: string
  channels(ids: readonly string[]): Promise<GroupChannel[]>
  away(): Promise<ReadonlySet<string>>
  onNewWays(groupId: string): Promise<void>
}): Route[] {
  const { clock, binding, botName } = deps

  /** @throws AppError group.channel_unknown for a channel that is not theirs to use */
  async function checkedRoutes(
    wished: WishedRoutes,
    actor: PersonActor,
    orgPath: readonly string[],
  ): Promise<GroupRoute[]> {
    const ids = wished.flatMap((way) => (way.kind === 'channel' ? [way.channelId] : []))
    const known = new Map((await deps.channels(ids)).map((channel) => [channel.id, channel]))
    return wished.map((way): GroupRoute => {
      if (way.kind !== 'channel') return way
      const channel = known.get(way.channelId)
      // a street's channel serves its communities
      const usable =
        channel && (orgPath.includes(channel.orgId) || covers(actor, channel.orgPath, staffRoles))
      ensure(usable, 'group.channel_unknown')
      return { ...way, channelKind: channel.kind }
    })
  }

  async function present(groups: readonly GroupRecord[]): Promise<View[]> {
    const orgs = await getOrgs(groups.map((group) => group.orgId))
    const channels = await deps.channels(
      groups.flatMap((group) =>
        group.routes.flatMap((way) => (way.kind === 'channel' ? way.channelId : [])),
      ),
    )
    const names = new Map(
      channels.map(({ id, kind, name }) => [id, name || channelKindLabels[kind]]),
    )
    const away = await deps.away()
    const lostBefore = clock.now().getTime() - LOST_AFTER_MS
    return groups.map((group) => {
      const isGone =
        (group.lastSeenAt?.getTime() ?? 0) < lostBefore || away.has(group.accountId ?? '')
      const routes = group.routes.map((way): View['routes'][number] => {
        if (way.kind !== 'channel')
          return {
            kind: way.kind,
            channelId: null,
            address: null,
            name: way.kind === 'print' ? '打印张贴' : botName,
            away: way.kind === 'wechaty' && isGone,
          }
        const { kind, channelId, channelKind, address } = way
        const gone = away.has(channelSender(channelKind, channelId)) || !names.has(channelId)
        const name = names.get(channelId) ?? '（已删掉的渠道）'
        return { kind, channelId, address, name, away: gone }
      })
      return {
        id: group.id,
        topic: group.topic,
        orgId: group.orgId,
        orgName: orgs.get(group.orgId)?.name ?? '',
        routes,
        status: routes[0]?.away ? ('lost' as const) : ('active' as const),
        lastSeenAt: group.lastSeenAt?.toISOString() ?? null,
        moved: group.movedTo !== null,
      }
    })
  }

  async function presentOne(group: GroupRecord): Promise<View> {
    const [view] = await present([group])
    if (!view) throw new Error('one group gives one view')
    return view
  }

  return [
    route('groups.list', async ({ query }, { actor }) => {
      const within = query.orgIds?.split(',').filter(Boolean)
      if (within?.some((id) => !ID.test(id)))
        throw new AppError('request.invalid', { 'query.orgIds': '编号格式不对' })
      const page = await listGroups(rootsOf(actor, staffRoles), { ...query, within })
      return { items: await present(page.items), nextCursor: page.nextCursor }
    }),
    route('groups.create', async ({ body }, { actor }) => {
      const org: OrgRecord | null = await getOrg(body.orgId)
      ensure(org && covers(actor, org.path, staffRoles), 'auth.forbidden')
      const ways = await checkedRoutes(body.routes, actor, org.path)
      return presentOne(await createGroup(body.topic, org, ways))
    }),
    route('groups.setRoutes', async ({ params, body }, { actor }) => {
      const group = await getGroup(params.id)
      ensure(group && covers(actor, group.orgPath, staffRoles), 'request.not_found')
      const ways = await checkedRoutes(body.routes, actor, group.orgPath)
      const changed = await setRoutes(group.id, ways)
      await deps.onNewWays(group.id)
      return presentOne(changed)
    }),
    route('groups.bindCode', async ({ body }, { actor }) => {
      const { code, expiresAt } = await binding.issue(actor, body.orgId)
      return {
        code,
        sentence: `@${botName} 绑定 ${code}`,
        expiresAt: expiresAt.toISOString(),
      }
    }),
    route('groups.confirmMove', async ({ params }, { actor }) => {
      const group = await getGroup(params.id)
      ensure(group && covers(actor, group.orgPath, staffRoles), 'request.not_found')
      ensure(group.movedTo && (await confirmMove(group.id, group.movedTo)), 'group.not_moved')
    }),
  ]
}
