import { randomUUID } from 'node:crypto'
import { inTurns } from '../../platform/in-turns'
import { extractPolicy, type PolicyDraft } from '../digests'
import { failureOf, HostBusyError, restOf, type Asking } from './fetching'
import { ItemModel, type ItemDocument, type KeptDraft } from './item.model'
import { plainSummary } from './read/entry'
import type { SourceDeps } from './source.deps'
import { CLAIM_MS, FURTHEST_AHEAD_MS, unclaimed } from './source.rules'
import { SourceModel } from './source.model'
import { anchorsOf, isSameText, similarityOf } from './text/similar'

const MOST_DUE = 40
const AT_ONCE = 3
const BUSY_MS = 5_000
/** After the last of these it is left as a headline; whoever takes it tries once more. */
const RETRY_MS = [5 * 60_000, 60 * 60_000] as const
/** Articles with something in common that a new one is compared with. */
const MOST_CANDIDATES = 50

function kept(draft: PolicyDraft, item: ItemDocument): KeptDraft {
  const { issuer, issuedOn, body, points, sourceUrl } = draft
  const title = draft.title.trim() || item.title
  return { title, issuer, issuedOn, body, points, sourceUrl: sourceUrl ?? item.url }
}

/** Text that a feed gave is HTML more often than not. */
function sourceOf(item: ItemDocument) {
  if (item.content === null) return { kind: 'url' as const, url: item.url ?? '' }
  const isHtml = /<\/?[a-z][^<>]*>/i.test(item.content)
  return {
    kind: 'text' as const,
    text: isHtml ? `<article>${item.content}</article>` : item.content,
  }
}

/** What is kept to find the same text elsewhere. */
export function likenessOf({ body }: KeptDraft): Pick<ItemDocument, 'similarity' | 'anchors'> {
  const similarity = similarityOf(body)
  return { similarity, anchors: similarity ? anchorsOf(similarity) : [] }
}

/** Makes the part that reads the articles themselves, and finds those that say the same. */
export function createItemReading(deps: Pick<SourceDeps, 'clock'> & { asking: Asking }) {
  const { clock, asking } = deps

  async function extract(item: ItemDocument, patient: boolean): Promise<KeptDraft> {
    const source = sourceOf(item)
    const draft =
      source.kind === 'text'
        ? await extractPolicy(source)
        : await asking(patient, (fetching) => extractPolicy(source, fetching))
    // A feed's headline is a better one than the first line of its text.
    return kept(source.kind === 'text' ? { ...draft, title: item.title } : draft, item)
  }

  async function settle(item: ItemDocument, change: Partial<ItemDocument>): Promise<void> {
    await ItemModel.updateOne(
      { _id: item._id, claim: item.claim },
      { $set: { ...change, claim: null, claimedUntil: new Date(0) } },
    )
  }

  async function read(item: ItemDocument): Promise<void> {
    try {
      const draft = await extract(item, false)
      // Taken or put aside meanwhile: then nobody needs the text any more, only what it is like.
      await ItemModel.updateOne(
        { _id: item._id, claim: item.claim, state: 'new' },
        { $set: { draft } },
      )
      const { similarity, anchors } = likenessOf(draft)
      const summary = plainSummary(draft.body)
      await settle(item, { similarity, anchors, summary, content: null, nextReadAt: null })
      if (similarity) await joinSameText(String(item._id))
    } catch (error) {
      await afterTrouble(item, error)
    }
  }

  async function afterTrouble(item: ItemDocument, error: unknown): Promise<void> {
    const now = clock.now().getTime()
    if (error instanceof HostBusyError) {
      const nextReadAt = new Date(Math.max(error.until?.getTime() ?? 0, now + BUSY_MS))
      return settle(item, { nextReadAt })
    }
    if (!failureOf(error)) throw error
    const wait = RETRY_MS[item.readTries]
    const rest = restOf(error, clock.now()) ?? 0
    await settle(item, {
      readTries: item.readTries + 1,
      nextReadAt: wait === undefined ? null : new Date(now + Math.max(wait, rest)),
    })
  }

  /**
   * Puts an article with the same text as an older one of the same organization behind that one.
   * Each article writes its sketch before it looks for others, so of two read at one moment at
   * least one sees the other; the older stays in front, whoever finds the pair.
   */
  async function joinSameText(id: string): Promise<void> {
    const item = await ItemModel.findById(id).lean()
    if (!item?.similarity) return
    const { similarity } = item
    // A watched page is alike to what it said before: that is its news.
    const source = await SourceModel.findById(item.sourceId, { kind: 1 }).lean()
    const ownVersions = source?.kind === 'page' ? { sourceId: { $ne: item.sourceId } } : {}
    const candidates = await ItemModel.find(
      {
        orgId: item.orgId,
        anchors: { $in: item.anchors },
        _id: { $ne: item._id },
        duplicateOf: null,
        state: { $in: ['new', 'taken', 'ignored'] },
        ...ownVersions,
      },
      { similarity: 1, state: 1 },
    )
      .sort({ _id: -1 })
      .limit(MOST_CANDIDATES)
      .lean()
    const same = candidates.filter(
      (each) => each.similarity && isSameText(similarity, each.similarity),
    )
    const ids = [String(item._id), ...same.map(({ _id }) => String(_id))].sort()
    const [front, ...behind] = ids
    if (front === undefined || behind.length === 0) return
    await ItemModel.updateMany(
      { _id: { $in: behind }, state: 'new', duplicateOf: null },
      { $set: { state: 'seen', duplicateOf: front, draft: null, content: null } },
    )
  }

  async function claim(id: string): Promise<ItemDocument | null> {
    const now = clock.now()
    return ItemModel.findOneAndUpdate(
      { _id: id, nextReadAt: { $ne: null, $lte: now }, claimedUntil: unclaimed(now) },
      { $set: { claim: randomUUID(), claimedUntil: new Date(now.getTime() + CLAIM_MS) } },
      { returnDocument: 'after' },
    ).lean()
  }

  /** Reads the articles that wait for it. */
  async function sweep(signal: AbortSignal): Promise<void> {
    const now = clock.now()
    const ahead = { $gt: new Date(now.getTime() + FURTHEST_AHEAD_MS) }
    await ItemModel.updateMany({ nextReadAt: ahead }, { nextReadAt: now })
    const due = await ItemModel.find(
      { nextReadAt: { $ne: null, $lte: now }, claimedUntil: unclaimed(now) },
      { _id: 1 },
    )
      .sort({ nextReadAt: 1 })
      .limit(MOST_DUE)
      .lean()
    const ids = due.map(({ _id }) => String(_id))
    await inTurns(ids, AT_ONCE, signal, async (id) => {
      const item = await claim(id)
      if (item) await read(item)
    })
  }

  return { sweep, extract }
}
export type ItemReading = ReturnType<typeof createItemReading>
