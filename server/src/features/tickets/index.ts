export { createTicketJobs } from './ticket.jobs'
export { createTicketRoutes } from './ticket.routes'
export { createTicketFeature } from './ticket.service'
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
