export type { TicketDeps } from './ticket.deps'
export type {
  DigestOutcome,
  RaiseInput,
  RaiseResult,
  ReporterInput,
  ReporterQuery,
  TicketChannel,
  TicketChat,
  TicketNews,
  TicketService,
} from './ticket.types'
