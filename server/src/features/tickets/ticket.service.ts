import type { TicketDeps } from './ticket.deps'
import { createHandling } from './ticket.handling'
import { createIntake } from './ticket.intake'
import { createLedger } from './ticket.ledger'
import { createLookup } from './ticket.lookup'
import { addTicketPhotos, eraseReporter } from './ticket.model'
import { presentForReporter, presentNews } from './ticket.presenter'
import type { TicketRecord } from './ticket.record'
import { createSweep } from './ticket.sweep'
import type { TicketService } from './ticket.types'
import { createViewContext } from './ticket.views'

/** As many as the contract lets a person send with a matter. */
const MOST_PHOTOS = 3

const AT_ONCE_MS = 5_000

/** The parts of the feature; routes and jobs use them, other features use `service`. */
export interface TicketFeature extends TicketDeps {
  service: TicketService
  handling: ReturnType<typeof createHandling>
  ledger: ReturnType<typeof createLedger>
  lookup: ReturnType<typeof createLookup>
  sweep: ReturnType<typeof createSweep>
  viewContext: ReturnType<typeof createViewContext>
}

/**
 * Makes the ticket feature. Open matters follow a change of the workday table at once.
 */
export function createTicketFeature(deps: TicketDeps): TicketFeature {
  const viewContext = createViewContext(deps)
  const handling = createHandling(deps)
  const ledger = createLedger(deps)
  const lookup = createLookup(deps)
  const sweep = createSweep(deps)
  // What takes longer is left to the job; pages compute clocks from the log in any case.
  deps.workdays.onChange(() => sweep.rederive(AbortSignal.timeout(AT_ONCE_MS)))

  async function news(ticket: TicketRecord) {
    return presentNews(ticket, await viewContext([ticket]))
  }

  const service: TicketService = {
    raise: createIntake(deps, viewContext),
    async rate(ticketId, { score, comment }, session) {
      const input = { action: 'rate', text: comment || null, score } as const
      return news(await handling.followUp(ticketId, input, session))
    },
    async reopen(ticketId, { reason }, session) {
      const input = { action: 'reopen', text: reason || null, score: null } as const
      return news(await handling.followUp(ticketId, input, session))
    },
    async addPhotos(ticketId, photoIds, session) {
      const added = await addTicketPhotos(ticketId, photoIds, MOST_PHOTOS, session)
      if (added) await deps.photos.attach(photoIds, ticketId, session)
      return added
    },
    async findForReporter(query, session) {
      const found = await lookup.forReporter(query, session ?? null)
      const context = await viewContext(found)
      return found.map((ticket) => presentNews(ticket, context))
    },
    awaitingRating: lookup.awaitingRating,
    roomsAwaitingRating: lookup.roomsAwaitingRating,
    outcomeOfDigest: ledger.outcomeOfDigest,
    async exportFor(personId) {
      const found = await lookup.ofPerson(personId)
      const context = await viewContext(found)
      return found.map((ticket) => presentForReporter(ticket, context))
    },
    eraseFor: eraseReporter,
  }
  return { ...deps, service, handling, ledger, lookup, sweep, viewContext }
}
