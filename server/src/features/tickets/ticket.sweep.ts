import { ticketTypes } from '@lianxin/shared'
import type { TicketDeps } from './ticket.deps'
import { eraseUnreachable, findTickets, writeDerived, type TicketFilter } from './ticket.model'
import { derive } from './ticket.rules'

const BATCH = 200

/** Housekeeping of matters; every part is safe to repeat and to overlap. */
export function createSweep({ clock, workdays }: Pick<TicketDeps, 'clock' | 'workdays'>) {
  return {
    /**
     * Derives anew what was derived under another version of a type's rules, or (for open
     * matters) of the workday table. Gives how many matters were looked at.
     * @param signal ends it between two batches
     */
    async rederive(signal?: AbortSignal): Promise<number> {
      const calendar = await workdays.calendar()
      const stale: TicketFilter = {
        $or: [
          { open: true, calendarVersion: { $ne: calendar.version } },
          ...ticketTypes.map(({ name, version }) => ({
            type: name,
            rulesVersion: { $ne: version },
          })),
        ],
      }
      let seen = 0
      let after: string | null = null
      for (;;) {
        if (signal?.aborted) break
        const filter: TicketFilter = after ? { $and: [stale, { _id: { $gt: after } }] } : stale
        const batch = await findTickets(filter, { _id: 1 }, BATCH)
        const last = batch.at(-1)
        if (!last) break
        await writeDerived(batch.map((ticket) => ({ ticket, derived: derive(ticket, calendar) })))
        seen += batch.length
        after = last.id
      }
      return seen
    },

    /** Erases the hashes and sealed ids of reporters who can rate and reopen no more. */
    async forgetReporters(): Promise<number> {
      return eraseUnreachable(clock.now())
    },
  }
}
