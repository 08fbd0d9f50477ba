import { hasOrgs } from '../features/orgs'
import type { Services } from '../app'
import { seedDistrict } from './seed-people'

/**
 * Fills an empty database with the invented demo district.
 * @returns false when there was something in it already
 */
export async function seedDemo(services: Services): Promise<boolean> {
  if (await hasOrgs()) return false
  await seedDistrict(services.people)
  return true
}
