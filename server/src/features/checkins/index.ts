import type { Route } from '../../http/route'
import type { Job } from '../../platform/jobs'
import type { CheckinDeps } from './checkin.deps'
import { createCheckinRoutes } from './checkin.routes'
import { createCheckinService, type CheckinService } from './checkin.service'
import { createMakeUpService } from './make-up.service'
import { createRollService } from './roll.service'
import { createThoughtService, type ThoughtService } from './thought.service'

export { checkinsOn, eraseCheckins, exportCheckins } from './checkin.model'
export type { CheckinService, SaidIn } from './checkin.service'

/** Makes the check-ins: of a person, of a branch's group, and what the desk does about them. */
export function createCheckins(deps: CheckinDeps): {
  checkins: Pick<CheckinService, 'sayIn' | 'checkIn'>
  thoughts: Pick<ThoughtService, 'list' | 'review'>
  routes: Route[]
  jobs: Job[]
} {
  const checkins = createCheckinService(deps)
  const makeUps = createMakeUpService({ ...deps, checkins })
  const thoughts = createThoughtService(deps)
  const rolls = createRollService(deps)
  return {
    checkins,
    thoughts,
    routes: createCheckinRoutes({ ...deps, checkins, makeUps, thoughts, rolls }),
    jobs: [{ name: 'checkins.roll', when: { everySeconds: 60 }, run: rolls.sweep }],
  }
}
