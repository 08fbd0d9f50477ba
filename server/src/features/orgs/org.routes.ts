import { staffRoles } from '@lianxin/shared'
import { rootsOf, route, type Route } from '../../http/route'
import { listAddressable, listSubtrees } from './org.service'

/** Routes of the organization tree. */
export function createOrgRoutes(): Route[] {
  return [
    route('orgs.list', async (_input, { actor }) => ({
      items: await listSubtrees(rootsOf(actor, staffRoles)),
    })),
    route('orgs.publicList', async ({ query }) => listAddressable(query)),
  ]
}
