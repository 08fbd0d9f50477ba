export { createSenderDirectory } from './sender-directory'
export { createSenderRoutes } from './sender.routes'
