import { createBook } from '../book'
import type { createWorld } from '../events/events.fixture'
import { createTeams } from '../teams'
import { createHours } from './index'

/** Everything of hours in a test's world, with the book and the teams that they need. */
export function hoursIn(world: ReturnType<typeof createWorld>) {
  const { clock, people, keyring, notices, events } = world
  const { book } = createBook({ clock, people, certifications: { holds: async () => true } })
  const teams = createTeams({ clock, people })
  const { presences, pastDates } = events
  const deps = { clock, people, keyring, presences, pastDates, notices, teams: teams.lookup, book }
  return { ...createHours(deps), book, teams }
}
