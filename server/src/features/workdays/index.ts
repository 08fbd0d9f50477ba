export { createWorkdayRoutes } from './workday.routes'
export { createWorkdayService, type WorkdayService } from './workday.service'
