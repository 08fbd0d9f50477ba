import type { Services } from '../services'
import type { Clock } from '../platform/clock'
import { hasOrgs } from '../features/orgs'
import { createSeedClock } from './seed-clock'
import { seedDistrict } from './seed-people'
import { createRecordSeeder } from './seed-records'

/**
 * Fills an empty database with the invented demo district.
 * @param servicesAt makes services that live at another time, for telling the past
 * @returns false when there was something in the database already
 */
export async function seedDemo(servicesAt: (clock: Clock) => Services): Promise<boolean> {
  if (await hasOrgs()) return false
  const clock = createSeedClock(new Date())
  const services = servicesAt(clock)
  const district = await seedDistrict(services.people)
  await createRecordSeeder(services, clock, district)()
  return true
}
