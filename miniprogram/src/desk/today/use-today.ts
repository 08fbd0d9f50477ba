import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { useMe, type Me } from '@/api/session'
import { useLoaded, type Query } from '@/api/use-query'

type Digest = OutputOf<'digests.list'>['items'][number]
type Group = OutputOf<'groups.list'>['items'][number]

/** Everything that may have to be done today; counted from the same lists that the links open. */
export interface Today {
  summary: OutputOf<'tickets.summary'>
  /** The most pressing matters, due first. */
  pressing: OutputOf<'tickets.list'>['items']
  /** Solved and not rated yet; `more` when there are more than the page asked for. */
  unrated: { count: number; more: boolean }
  toReview: Digest[]
  mineInReview: Digest[]
  toSchedule: Digest[]
  /** Digests whose time went by while nothing ran, and that nobody has looked at since. */
  missed: { items: Digest[]; more: boolean }
  /** Messages that failed, or that may not have arrived. */
  stuck: { count: number; more: boolean }
  lostGroups: { items: Group[]; more: boolean }
  /** Articles from the sources that wait to be looked at. */
  arrived: { count: number; more: boolean }
}

/** How many pages of groups are looked through; a district with more sees "至少". */
const mostGroupPages = 10

async function lostGroups(): Promise<Today['lostGroups']> {
  const items: Group[] = []
  let cursor: string | null | undefined
  for (let page = 0; page < mostGroupPages && cursor !== null; page++) {
    const query = { limit: 100, ...(cursor ? { cursor } : {}) }
    const slice = await api.call('groups.list', { query })
    items.push(...slice.items.filter((group) => group.status === 'lost'))
    cursor = slice.nextCursor
  }
  return { items, more: cursor !== null }
}

/** Sorts digests by what they wait for, seen by `me`. */
export function sortDigests(
  digests: readonly Digest[],
  me: Pick<Me, 'id'>,
): Pick<Today, 'toReview' | 'mineInReview' | 'toSchedule'> {
  const inReview = digests.filter((digest) => digest.state === 'in_review')
  return {
    toReview: inReview.filter((digest) => digest.author.id !== me.id),
    mineInReview: inReview.filter((digest) => digest.author.id === me.id),
    // one that missed its time is a thing to do of its own
    toSchedule: digests.filter((digest) => digest.state === 'approved' && !digest.missedAt),
  }
}

async function readToday(me: Me): Promise<Today> {
  const [summary, due, unrated, digests, missed, undecided, lost, arrived] = await Promise.all([
    api.call('tickets.summary', { query: {} }),
    api.call('tickets.list', { query: { view: 'open', sort: 'due', limit: 5 } }),
    api.call('tickets.list', { query: { view: 'unrated', limit: 100 } }),
    api.call('digests.list', { query: { limit: 100 } }),
    api.call('digests.list', { query: { missed: 'true', limit: 100 } }),
    api.call('deliveries.undecided', { query: { limit: 100 } }),
    lostGroups(),
    api.call('sourceItems.list', { query: { limit: 100 } }),
  ])
  return {
    summary,
    pressing: due.items.filter((row) => row.clock?.level === 'red' || row.clock?.level === 'amber'),
    unrated: { count: unrated.items.length, more: unrated.nextCursor !== null },
    ...sortDigests(digests.items, me),
    missed: { items: missed.items, more: missed.nextCursor !== null },
    stuck: { count: undecided.items.length, more: undecided.nextCursor !== null },
    lostGroups: lost,
    arrived: { count: arrived.items.length, more: arrived.nextCursor !== null },
  }
}

/** What must be done today. */
export function useToday(): Query<Today> {
  const me = useMe()
  return useLoaded(me ? `today ${me.id}` : null, () => {
    if (!me) throw new Error('useToday: nobody is signed in')
    return readToday(me)
  })
}
