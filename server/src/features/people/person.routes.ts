import { staffRoles } from '@lianxin/shared'
import { rootsOf, route, type Route } from '../../http/route'
import type { PeopleService } from './person.service'

/** Routes for choosing people. */
export function createPeopleRoutes({ people }: { people: PeopleService }): Route[] {
  return [
    route('people.list', async ({ query }, { actor }) =>
      people.list(rootsOf(actor, staffRoles), query),
    ),
  ]
}
