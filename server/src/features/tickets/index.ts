export type { TicketDeps } from './ticket.deps'
export { createTicketJobs } from './ticket.jobs'
export { createTicketRoutes } from './ticket.routes'
export { createTicketFeature, type TicketFeature } from './ticket.service'
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
