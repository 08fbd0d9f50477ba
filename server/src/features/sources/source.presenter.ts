import type { OutputOf } from '@lianxin/shared/contract'
import { getOrgs } from '../orgs'
import { ItemModel, type ItemDocument } from './item.model'
import { hashKey } from './read/entry'
import type { Reading } from './read/reading'
import { SourceModel, type SourceDocument } from './source.model'
import { healthOf } from './source.rules'
import { wordsOf } from './source.texts'

type ShownSource = OutputOf<'sources.list'>['items'][number]
type ShownItem = OutputOf<'sourceItems.list'>['items'][number]
type ListedItem = Omit<ItemDocument, 'draft' | 'content' | 'similarity' | 'anchors'>

/** Articles shown when a source is added. */
const NEWEST = 5
/** Counted no further; the desk says 99+. */
const MOST_COUNTED = 100
/** Places named as "也见于". */
const MOST_PLACES = 5

const iso = (at: Date | null): string | null => at?.toISOString() ?? null

/** Sources as the desk shows them. */
export async function presentSources(
  sources: readonly SourceDocument[],
  now: Date,
): Promise<ShownSource[]> {
  const orgs = await getOrgs(sources.map(({ orgId }) => String(orgId)))
  return Promise.all(
    sources.map(async (source) => {
      const { name, url, kind, intervalMinutes, paused, failure, skipped } = source
      const health = healthOf(source, now)
      const words = wordsOf(health, failure)
      const waiting = { sourceId: source._id, state: 'new' as const }
      return {
        id: String(source._id),
        name,
        url,
        kind,
        intervalMinutes,
        paused,
        health,
        reason: words?.reason ?? null,
        advice: words?.advice ?? null,
        note:
          skipped > 0
            ? `上次一下子来了很多，只列了最新的，另有 ${skipped} 篇没列，请到原网站看。`
            : null,
        org: { id: String(source.orgId), name: orgs.get(String(source.orgId))?.name ?? '' },
        newCount: await ItemModel.countDocuments(waiting, { limit: MOST_COUNTED }),
        lastOkAt: iso(source.lastOkAt),
        lastNewAt: iso(source.lastNewAt),
        nextPollAt: paused ? null : iso(source.nextPollAt),
      }
    }),
  )
}

/** What was found when a source was added. */
export function presentFound({ entries }: Reading): OutputOf<'sources.create'>['found'] {
  return {
    total: entries.length,
    newest: entries
      .slice(0, NEWEST)
      .map(({ title, url, publishedAt }) => ({ title, url, publishedAt: iso(publishedAt) })),
  }
}

/** Other places where the same text was, by the article that stands in front; each source once. */
async function otherPlaces(
  items: readonly ListedItem[],
  names: (ids: readonly string[]) => Promise<Map<string, string>>,
): Promise<Map<string, ShownItem['alsoAt']>> {
  const behind = await ItemModel.find(
    { duplicateOf: { $in: items.map(({ _id }) => _id) } },
    { duplicateOf: 1, sourceId: 1, url: 1 },
  )
    .sort({ _id: 1 })
    .limit(items.length * MOST_PLACES)
    .lean()
  const nameOf = await names(behind.map(({ sourceId }) => String(sourceId)))
  const places = new Map<string, ShownItem['alsoAt']>()
  const told = new Set<string>()
  for (const { duplicateOf, sourceId, url } of behind) {
    const front = String(duplicateOf)
    const once = hashKey(`${front} ${String(sourceId)}`)
    if (told.has(once)) continue
    told.add(once)
    const name = nameOf.get(String(sourceId)) ?? ''
    places.set(front, [...(places.get(front) ?? []), { name, url }])
  }
  return places
}

async function sourceNames(ids: readonly string[]): Promise<Map<string, string>> {
  const found = await SourceModel.find({ _id: { $in: [...new Set(ids)] } }, { name: 1 }).lean()
  return new Map(found.map(({ _id, name }) => [String(_id), name]))
}

/** Articles as the desk shows them. */
export async function presentItems(items: readonly ListedItem[]): Promise<ShownItem[]> {
  if (items.length === 0) return []
  const orgs = await getOrgs(items.map(({ orgId }) => String(orgId)))
  const names = await sourceNames(items.map(({ sourceId }) => String(sourceId)))
  const places = await otherPlaces(items, sourceNames)
  return items.map((item) => ({
    id: String(item._id),
    title: item.title,
    url: item.url,
    publishedAt: iso(item.publishedAt),
    state: item.state,
    summary: item.summary,
    foundAt: item.foundAt.toISOString(),
    org: { id: String(item.orgId), name: orgs.get(String(item.orgId))?.name ?? '' },
    source: { id: String(item.sourceId), name: names.get(String(item.sourceId)) ?? '' },
    alsoAt: places.get(String(item._id)) ?? [],
    digestId: item.digestId ? String(item.digestId) : null,
  }))
}
