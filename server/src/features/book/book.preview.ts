import { scoreOfYear, shanghaiDay, sumsOf, type BookScheme, type PartSums } from '@lianxin/shared'
import type { HandlerInputOf, OutputOf } from '@lianxin/shared/contract'
import type { PersonActor } from '../../http/route'
import { actingOrg, type OrgRecord } from '../orgs'
import type { PersonRecord } from '../people'
import type { BookDeps } from './book.deps'
import { EntryModel, toId, yearOf, type EntryDocument } from './book.model'
import type { BookReading } from './book.reading'
import { pathOf } from './book.service'
import { schemeFor } from './scheme.lookup'

type Change = OutputOf<'rules.preview'>['items'][number]
type Totals = NonNullable<OutputOf<'rules.preview'>['totals']>

/** Beyond this a look at everybody would keep the desk waiting. */
const MOST_TOTALLED = 500
const AT_ONCE = 100

type Counted = Pick<
  EntryDocument,
  'personId' | 'rule' | 'day' | 'quantity' | 'part' | 'points' | 'corrects'
>

/** Sums of a year as other rules would have counted it; corrections stay as they are. */
async function sumsUnder(
  scheme: BookScheme,
  ids: readonly string[],
  year: number,
): Promise<Map<string, PartSums>> {
  const rows = await EntryModel.find({ personId: { $in: ids.map(toId) }, year })
    .sort({ personId: 1, seq: 1 })
    .select({ personId: 1, rule: 1, day: 1, quantity: 1, part: 1, points: 1, corrects: 1 })
    .lean<Counted[]>()
  const byPerson = new Map<string, Counted[]>(ids.map((id) => [id, []]))
  for (const row of rows) byPerson.get(String(row.personId))?.push(row)
  return new Map(
    [...byPerson].map(([id, mine]) => {
      const facts = mine.filter(({ corrects }) => corrects === null)
      const sums = sumsOf(scheme, facts)
      for (const { corrects, part, points } of mine) if (corrects) sums[part] += points
      return [id, sums]
    }),
  )
}

function totalsOf(changes: readonly Change[]): Totals {
  const more = changes.filter(({ before, after }) => after > before).length
  const less = changes.filter(({ before, after }) => after < before).length
  return { members: changes.length, more, less, same: changes.length - more - less }
}

/** What other rules would change for whom, before they are put in force. */
export function createBookPreview(
  deps: Pick<BookDeps, 'clock' | 'people'> & { reading: Pick<BookReading, 'sumsFor'> },
) {
  const { clock, people, reading } = deps

  async function changesFor(
    persons: readonly PersonRecord[],
    org: OrgRecord,
    scheme: BookScheme,
  ): Promise<Change[]> {
    const today = shanghaiDay(clock.now())
    const ids = persons.map(({ id }) => id)
    const kept = await reading.sumsFor(ids, yearOf(today))
    const counted = await sumsUnder(scheme, ids, yearOf(today))
    const changes: Change[] = []
    for (const person of persons) {
      const path = await pathOf(person)
      const inForce = await schemeFor(path, today, clock.now())
      const before = scoreOfYear(inForce.scheme, person.partyClass, kept(person.id))
      const sums = counted.get(person.id)
      // Rules of an organization further down are nearer, and stay in force.
      const isNearer = inForce.orgId !== null && path.indexOf(inForce.orgId) > path.indexOf(org.id)
      const after = isNearer || !sums ? before : scoreOfYear(scheme, person.partyClass, sums)
      changes.push({ personId: person.id, name: person.name, before, after })
    }
    return changes
  }

  /** How many get more or less; null where there are too many members to look at each. */
  async function totalsFor(org: OrgRecord, scheme: BookScheme): Promise<Totals | null> {
    const persons: PersonRecord[] = []
    let cursor: string | undefined
    do {
      const page = await people.list([org.id], { role: 'member', cursor, limit: AT_ONCE })
      persons.push(...page.items)
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined && persons.length < MOST_TOTALLED)
    if (cursor !== undefined) return null
    const changes: Change[] = []
    for (let done = 0; done < persons.length; done += AT_ONCE)
      changes.push(...(await changesFor(persons.slice(done, done + AT_ONCE), org, scheme)))
    return totalsOf(changes)
  }

  /**
   * A page of members with their year before and after, by name; totals with the first page.
   * @throws AppError auth.forbidden
   */
  return async function preview(
    actor: PersonActor,
    { orgId, cursor, limit, scheme }: HandlerInputOf<'rules.preview'>['body'],
  ): Promise<OutputOf<'rules.preview'>> {
    const org = await actingOrg(actor, orgId)
    const page = await people.list([org.id], { role: 'member', cursor, limit })
    const items = await changesFor(page.items, org, scheme)
    const isAll = cursor === undefined && page.nextCursor === null
    const isFirst = cursor === undefined
    const totals = isAll ? totalsOf(items) : isFirst ? await totalsFor(org, scheme) : null
    return { items, nextCursor: page.nextCursor, totals }
  }
}
export type BookPreview = ReturnType<typeof createBookPreview>
