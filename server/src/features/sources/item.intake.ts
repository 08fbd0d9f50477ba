import type { Clock } from '../../platform/clock'
import { isDuplicateKey } from '../../platform/database'
import type { Entry } from './read/entry'
import { plainSummary } from './read/entry'
import { ItemModel, type ItemDocument } from './item.model'
import type { SourceDocument } from './source.model'
import { FIRST_NEW, MOST_NEW } from './source.rules'

/** Newest first, where dates are known; else as the source lists them. */
function newestFirst(entries: readonly Entry[]): Entry[] {
  const rank = ({ publishedAt }: Entry) => publishedAt?.getTime() ?? null
  return entries
    .map((entry, index) => ({ entry, index }))
    .sort((a, b) => {
      const [at, bt] = [rank(a.entry), rank(b.entry)]
      return at !== null && bt !== null && at !== bt ? bt - at : a.index - b.index
    })
    .map(({ entry }) => entry)
}

/** How many may become new, of a source looked at for the first time or again. */
function quota(source: SourceDocument, isFirst: boolean): number {
  if (!isFirst) return MOST_NEW
  // What a single page says today is where its watching begins, not news.
  return source.kind === 'page' ? 0 : FIRST_NEW
}

/**
 * Notes what a source has. What was there before, in whatever state, stays as it is; a few of the
 * rest become new, and all others are noted as seen.
 * @returns how many became new, and how many more there were
 */
export async function noteEntries(
  clock: Clock,
  source: SourceDocument,
  entries: readonly Entry[],
  isFirst: boolean,
): Promise<{ added: number; skipped: number }> {
  const known = new Set(
    (
      await ItemModel.find(
        { sourceId: source._id, key: { $in: entries.map(({ key }) => key) } },
        { key: 1 },
      ).lean()
    ).map(({ key }) => key),
  )
  const fresh = newestFirst(entries.filter(({ key }) => !known.has(key)))
  const most = quota(source, isFirst)
  const rest = fresh.slice(most).map((entry) => itemOf(clock.now(), source, entry, false))
  await ItemModel.insertMany(rest, { ordered: false }).catch(ignoreKnown)
  let added = 0
  // Oldest first, so that the newest has the highest id and stands on top.
  for (const entry of fresh.slice(0, most).reverse()) {
    const made = await ItemModel.create(itemOf(clock.now(), source, entry, true)).catch(ignoreKnown)
    if (made) added += 1
  }
  return { added, skipped: isFirst ? 0 : rest.length }
}

/** Another process, or a look that was cut off, was first. */
function ignoreKnown(error: unknown): void {
  if (!isDuplicateKey(error)) throw error
}

function itemOf(
  now: Date,
  source: SourceDocument,
  entry: Entry,
  isNew: boolean,
): Omit<ItemDocument, '_id'> {
  const { key, title, url, publishedAt, content } = entry
  return {
    sourceId: source._id,
    orgId: source.orgId,
    orgPath: source.orgPath,
    key,
    title,
    url,
    publishedAt,
    summary: isNew && content !== null ? plainSummary(content) : '',
    foundAt: now,
    state: isNew ? 'new' : 'seen',
    content: isNew ? content : null,
    nextReadAt: isNew && (content !== null || url !== null) ? now : null,
    readTries: 0,
    claim: null,
    claimedUntil: new Date(0),
    takingUntil: new Date(0),
    draft: null,
    similarity: null,
    anchors: [],
    duplicateOf: null,
    digestId: null,
  }
}
