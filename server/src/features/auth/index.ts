export { createAuthRoutes } from './auth.routes'
export { hashPassword } from './password'
export { createSessionService } from './session.service'
export { createLoginThrottle } from './throttle.model'
