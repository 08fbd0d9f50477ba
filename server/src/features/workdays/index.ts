export { createWorkdayRoutes } from './workday.routes'
export {
  createWorkdayService,
  type VersionedCalendar,
  type WorkdayService,
} from './workday.service'
