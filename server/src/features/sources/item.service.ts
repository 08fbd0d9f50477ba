import { shanghaiDay, staffRoles } from '@lianxin/shared'
import type { HandlerInputOf } from '@lianxin/shared/contract'
import { covers, rootsOf, type PersonActor } from '../../http/route'
import { AppError, ensure } from '../../platform/app-error'
import { cutPage, decodeCursor } from '../../platform/paging'
import { IntakeError } from '../digests'
import { HostBusyError } from './fetching'
import { ItemModel, type ItemDocument, type KeptDraft } from './item.model'
import { likenessOf, type ItemReading } from './item.read'
import type { SourceDeps } from './source.deps'
import { CLAIM_MS, unclaimed } from './source.rules'

/** What a draft may hold; the contract of digests says the same. */
const MAX_TITLE = 60
const MAX_POINT_TITLE = 30
const MAX_POINT = 300
const MOST_POINTS = 12

type ListQuery = HandlerInputOf<'sourceItems.list'>['query']

/** What people do with the articles that came in. */
export function createItemService(
  deps: Pick<SourceDeps, 'clock' | 'digests'> & { reading: ItemReading },
) {
  const { clock, digests, reading } = deps

  async function get(actor: PersonActor, id: string): Promise<ItemDocument> {
    const item = await ItemModel.findById(id).lean()
    const mine = item && covers(actor, item.orgPath.map(String), staffRoles)
    ensure(mine, 'request.not_found')
    return item
  }

  /** A page of the articles in the actor's subtrees, newest first. */
  async function list(actor: PersonActor, query: ListQuery) {
    const after = query.cursor ? decodeCursor(query.cursor, ['id']) : null
    const rows = await ItemModel.find(
      {
        orgPath: { $in: rootsOf(actor, staffRoles) },
        state: query.state,
        ...(query.sourceId ? { sourceId: query.sourceId } : {}),
        ...(after ? { _id: { $lt: after[0] } } : {}),
      },
      { draft: 0, content: 0, similarity: 0, anchors: 0 },
    )
      .sort({ _id: -1 })
      .limit(query.limit + 1)
      .lean()
    return cutPage(rows, query.limit, (row) => [String(row._id)])
  }

  async function draftOf(item: ItemDocument): Promise<KeptDraft> {
    if (item.draft) return item.draft
    try {
      return await reading.extract(item, true)
    } catch (error) {
      if (error instanceof IntakeError) throw new AppError(error.code, undefined, error.message)
      if (error instanceof HostBusyError) throw new AppError('source.busy')
      throw error
    }
  }

  /**
   * Makes a digest draft of an article; asked again it gives the same one.
   * @throws AppError request.in_progress while another takes it, source.busy, intake.*
   */
  async function take(actor: PersonActor, id: string): Promise<string> {
    const seen = await get(actor, id)
    if (seen.digestId) return String(seen.digestId)
    const now = clock.now()
    const taking = new Date(now.getTime() + CLAIM_MS)
    const item = await ItemModel.findOneAndUpdate(
      { _id: id, digestId: null, takingUntil: unclaimed(now) },
      { $set: { takingUntil: taking } },
      { returnDocument: 'after' },
    ).lean()
    if (!item) {
      const again = await get(actor, id)
      if (again.digestId) return String(again.digestId)
      throw new AppError('request.in_progress')
    }
    try {
      const draft = await draftOf(item)
      const digest = await digests.createOnce(actor, contentOf(item, draft), `source-item:${id}`)
      const used = { draft: null, content: null, nextReadAt: null, ...likenessOf(draft) }
      await ItemModel.updateOne(
        { _id: id },
        { $set: { state: 'taken', digestId: digest._id, ...used } },
      )
      return String(digest._id)
    } finally {
      await ItemModel.updateOne(
        { _id: id, takingUntil: taking },
        { $set: { takingUntil: new Date(0) } },
      )
    }
  }

  /** Puts it aside for good; again is as good as once. @throws AppError source.item_taken */
  async function ignore(actor: PersonActor, id: string): Promise<void> {
    await get(actor, id)
    const aside = await ItemModel.updateOne(
      { _id: id, state: { $ne: 'taken' }, digestId: null },
      // If it has not been read yet it still is: the same text elsewhere is not to come back either.
      { $set: { state: 'ignored', draft: null } },
    )
    ensure(aside.matchedCount === 1, 'source.item_taken')
  }

  return { list, take, ignore }
}
export type ItemService = ReturnType<typeof createItemService>

const cut = (text: string, max: number): string =>
  text.length <= max ? text : `${text.slice(0, max - 1)}…`

function contentOf(item: ItemDocument, draft: KeptDraft) {
  return {
    orgId: String(item.orgId),
    title: cut(draft.title, MAX_TITLE),
    issuer: draft.issuer === null ? null : cut(draft.issuer, MAX_TITLE),
    issuedOn: draft.issuedOn ?? (item.publishedAt && shanghaiDay(item.publishedAt)),
    sourceUrl: draft.sourceUrl,
    body: draft.body,
    points: draft.points.slice(0, MOST_POINTS).map(({ title, text }) => ({
      title: cut(title, MAX_POINT_TITLE),
      text: cut(text, MAX_POINT),
    })),
    audienceOrgIds: [],
  }
}
