export { createInboundRoutes } from './inbound.routes'
export { createInboundService } from './inbound.service'
