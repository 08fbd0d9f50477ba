export { createMetaRoutes } from './meta.routes'
