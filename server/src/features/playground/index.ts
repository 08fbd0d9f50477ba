export { playgroundPages } from './playground.pages'
export { createPlaygroundRoutes } from './playground.routes'
export { createPlaygroundService, type PlaygroundDirectory } from './playground.service'
