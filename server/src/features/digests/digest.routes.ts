import { staffRoles } from '@lianxin/shared'
import { rootsOf, route, type PersonActor, type Route } from '../../http/route'
import { AppError } from '../../platform/app-error'
import { cutPage, decodeCursor } from '../../platform/paging'
import { listDigestDeliveries, presentDelivery, statusesOf } from '../deliveries'
import { getGroups } from '../groups'
import type { DigestDeps, ReplyPages } from './digest.deps'
import { forecastOf } from './digest.forecast'
import { DigestModel, type DigestDocument } from './digest.model'
import { presentDigest, presentSummaries } from './digest.presenter'
import { feedOf, getPublic, listPublic } from './digest.public'
import type { DigestService } from './digest.service'
import { sheetsOf } from './digest.sheets'
import type { DigestTrials } from './digest.trial'
import { extractPolicy, IntakeError, type PolicyDraft, type PolicySource } from './intake'

type ListQuery = {
  state?: DigestDocument['state'] | undefined
  missed?: 'true' | undefined
  cursor?: string | undefined
  limit: number
}

async function listDigests(actor: PersonActor, query: ListQuery) {
  const after = query.cursor ? decodeCursor(query.cursor, ['id']) : null
  const rows = await DigestModel.find(
    {
      orgPath: { $in: rootsOf(actor, staffRoles) },
      ...(query.state ? { state: query.state } : {}),
      ...(query.missed ? { missedAt: { $gt: new Date(0) } } : {}),
      ...(after ? { _id: { $lt: after[0] } } : {}),
    },
    // up to 200,000 characters that no list shows
    { body: 0 },
  )
    .sort({ _id: -1 })
    .limit(query.limit + 1)
    .lean()
  return cutPage(rows, query.limit, (row) => [String(row._id)])
}

/** Routes of digests: at the desk, and for everybody. */
export function createDigestRoutes(
  deps: DigestDeps & { digests: DigestService; trials: DigestTrials; replies: ReplyPages },
): Route[] {
  const { clock, digests, trials } = deps
  const present = (digest: DigestDocument, actor: PersonActor) => presentDigest(digest, actor, deps)

  async function intake(source: PolicySource): Promise<PolicyDraft> {
    try {
      return await extractPolicy(source, { allowPrivateNetwork: deps.allowPrivateNetwork ?? false })
    } catch (error) {
      if (error instanceof IntakeError) throw new AppError(error.code, undefined, error.message)
      throw error
    }
  }

  return [
    route('digests.importText', async ({ body }) => intake(body)),
    route('digests.importFile', async (_input, { file }) => intake({ kind: 'file', ...file })),
    route('digests.list', async ({ query }, { actor }) => {
      const page = await listDigests(actor, query)
      return { ...page, items: await presentSummaries(page.items, clock.now()) }
    }),
    route('digests.create', async ({ body }, { actor, idempotencyKey }) =>
      present(await digests.create(actor, body, idempotencyKey), actor),
    ),
    route('digests.get', async ({ params }, { actor }) =>
      present(await digests.get(actor, params.id), actor),
    ),
    route('digests.update', async ({ params, body }, { actor }) =>
      present(await digests.update(actor, params.id, body), actor),
    ),
    route('digests.submit', async ({ params, body }, { actor }) =>
      present(await digests.submit(actor, params.id, body.revision), actor),
    ),
    route('digests.review', async ({ params, body }, { actor }) =>
      present(await digests.review(actor, params.id, body), actor),
    ),
    route('digests.schedule', async ({ params, body }, { actor }) =>
      present(await digests.schedule(actor, params.id, body), actor),
    ),
    route('digests.control', async ({ params, body }, { actor }) =>
      present(await digests.control(actor, params.id, body.command), actor),
    ),
    route('digests.settleMissed', async ({ params, body }, { actor }) =>
      present(await digests.settleMissed(actor, params.id, body), actor),
    ),
    route('digests.tryCode', async ({ params }, { actor }) => {
      const { expiresAt, ...given } = await trials.issue(actor, params.id)
      return { ...given, expiresAt: expiresAt.toISOString() }
    }),
    route('digests.forecast', async ({ params }, { actor }) =>
      forecastOf(await digests.get(actor, params.id), deps),
    ),
    route('digests.sheet', async ({ params, query }, { actor }) =>
      sheetsOf(actor, params.id, query.groupId ?? null, deps),
    ),
    route('digests.deliveries', async ({ params, query }, { actor }) => {
      await digests.get(actor, params.id)
      const page = await listDigestDeliveries(params.id, query)
      const groups = await getGroups(page.items.flatMap((row) => row.groupId ?? []))
      const sending = page.items.flatMap((row) => row.accountId ?? [])
      const status = await statusesOf(sending, deps.senders, clock.now())
      return {
        nextCursor: page.nextCursor,
        items: page.items.flatMap((row) => {
          const { groupId: id, accountId } = row
          if (id === null) return []
          const topic = groups.get(id)?.topic ?? '（群已解除）'
          return [presentDelivery(row, { id, topic }, status.get(accountId ?? '') ?? null)]
        }),
      }
    }),
    route('digests.publicList', async ({ query }) => listPublic(query)),
    route('digests.feed', async ({ query }) => feedOf(query.orgId, deps.publicUrl)),
    route('digests.publicGet', async ({ params }) => getPublic(params.id, deps)),
    route('digests.replyTarget', async ({ params }) => deps.replies.target(params.token)),
  ]
}
