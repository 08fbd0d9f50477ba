export { createInboundRoutes } from './inbound.routes'
export { createInboundService, type InboundService } from './inbound.service'
