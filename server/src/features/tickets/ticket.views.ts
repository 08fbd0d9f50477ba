import { getOrgs } from '../orgs'
import type { TicketDeps } from './ticket.deps'
import type { ViewContext } from './ticket.presenter'
import type { TicketRecord } from './ticket.record'

/** Gathers what the views of these matters are made with: names, calendar, time. */
export type ViewContextOf = (
  tickets: readonly TicketRecord[],
  /** Names at hand already, so that they need not be read. */
  known?: ReadonlyMap<string, { name: string }>,
) => Promise<ViewContext>

/** Makes the gatherer. */
export function createViewContext({
  clock,
  workdays,
  photos,
}: Pick<TicketDeps, 'clock' | 'workdays' | 'photos'>): ViewContextOf {
  return async (tickets, known) => {
    const [orgs, calendar] = await Promise.all([
      known ?? getOrgs(tickets.map((ticket) => ticket.orgId)),
      workdays.calendar(),
    ])
    return {
      calendar,
      now: clock.now(),
      orgName: (id) => orgs.get(id)?.name ?? '',
      photo: (id) => photos.addressOf(id),
    }
  }
}
