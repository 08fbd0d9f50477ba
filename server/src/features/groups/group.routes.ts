import { staffRoles } from '@lianxin/shared'
import { covers, rootsOf, route, type Route } from '../../http/route'
import type { Clock } from '../../platform/clock'
import { AppError, ensure } from '../../platform/app-error'
import { getOrgs } from '../orgs'
import type { BindingService } from './binding.service'
import { confirmMove, getGroup, listGroups } from './group.service'

/** A bot says hello every 30 s; four missed ones mean that it is gone. */
const LOST_AFTER_MS = 120_000
const ID = /^[0-9a-f]{24}$/

/** Routes of the chat groups. */
export function createGroupRoutes(deps: {
  clock: Clock
  binding: BindingService
  botName: string
}): Route[] {
  const { clock, binding, botName } = deps
  return [
    route('groups.list', async ({ query }, { actor }) => {
      const within = query.orgIds?.split(',').filter(Boolean)
      if (within?.some((id) => !ID.test(id)))
        throw new AppError('request.invalid', { 'query.orgIds': '编号格式不对' })
      const page = await listGroups(rootsOf(actor, staffRoles), { ...query, within })
      const orgs = await getOrgs(page.items.map((group) => group.orgId))
      const lostBefore = clock.now().getTime() - LOST_AFTER_MS
      return {
        items: page.items.map((group) => ({
          id: group.id,
          topic: group.topic,
          orgId: group.orgId,
          orgName: orgs.get(group.orgId)?.name ?? '',
          transport: group.transport,
          status:
            (group.lastSeenAt?.getTime() ?? 0) < lostBefore
              ? ('lost' as const)
              : ('active' as const),
          lastSeenAt: group.lastSeenAt?.toISOString() ?? null,
          moved: group.movedTo !== null,
        })),
        nextCursor: page.nextCursor,
      }
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
