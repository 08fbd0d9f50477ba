export { createTicketJobs } from './ticket.jobs'
export { createTicketRoutes } from './ticket.routes'
export { createTicketFeature } from './ticket.service'
export type {
  DigestOutcome,
  ReporterInput,
  ReporterQuery,
  TicketChat,
  TicketNews,
  TicketService,
} from './ticket.types'
