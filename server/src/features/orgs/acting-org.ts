import { staffRoles, type Role } from '@lianxin/shared'
import { covers, rootsOf, type PersonActor } from '../../http/route'
import { ensure } from '../../platform/app-error'
import { getOrg, type OrgRecord } from './org.service'

/**
 * The organization that somebody acts for.
 * @param wished which one, if they say so; default: that of their first post with one of the roles
 * @param roles  what one must be in it, or above it
 * @throws AppError auth.forbidden when there is none, or it is not theirs
 */
export async function actingOrg(
  actor: PersonActor,
  wished: string | undefined,
  roles: readonly Role[] = staffRoles,
): Promise<OrgRecord> {
  const org = await getOrg(wished ?? rootsOf(actor, roles)[0] ?? '')
  ensure(org && covers(actor, org.path, roles), 'auth.forbidden')
  return org
}
