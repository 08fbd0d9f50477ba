import { staffRoles } from '@lianxin/shared'
import { rootsOf, route, type Route } from '../../http/route'
import { roster } from '../people'
import type { MemberDeps } from './member-import.deps'
import type { MemberImportDocument } from './member-import.model'
import { presentImports } from './member-import.presenter'
import type { ImportService } from './member-import.service'

/** Routes of the roster and of its import. */
export function createMemberRoutes(
  deps: Pick<MemberDeps, 'clock' | 'people'> & { imports: ImportService },
): Route[] {
  const { clock, people, imports } = deps

  async function present(found: MemberImportDocument) {
    const [shown] = await presentImports([found], clock.now(), people)
    if (!shown) throw new Error('one import in, one out')
    return shown
  }

  return [
    route('members.list', async ({ query }, { actor }) =>
      roster.list(rootsOf(actor, staffRoles), query),
    ),
    route('memberImports.template', async (_input, { actor }) => imports.template(actor)),
    route('memberImports.check', async ({ query }, { actor, file }) =>
      imports.check(actor, query.orgId, file),
    ),
    route('memberImports.create', async ({ query }, { actor, file }) =>
      present(await imports.create(actor, query.orgId, file)),
    ),
    route('memberImports.list', async ({ query }, { actor }) => {
      const page = await imports.list(actor, query)
      return { ...page, items: await presentImports(page.items, clock.now(), people) }
    }),
    route('memberImports.get', async ({ params }, { actor }) =>
      present(await imports.get(actor, params.id)),
    ),
    route('memberImports.cancel', async ({ params }, { actor }) =>
      present(await imports.cancel(actor, params.id)),
    ),
    route('memberImports.result', async ({ params }, { actor }) =>
      imports.result(actor, params.id),
    ),
  ]
}
