import type { HandlerInputOf } from '@lianxin/shared/contract'
import { route, type PersonActor, type Route } from '../../http/route'
import { AppError, ensure } from '../../platform/app-error'
import type { ReplyLookup } from './ticket.deps'
import { findTicket } from './ticket.model'
import { exportLedger } from './ticket.export'
import { ledgerFilter } from './ticket.ledger'
import { mayRead } from './ticket.policy'
import {
  presentForReporter,
  presentMine,
  presentOnBoard,
  presentSummary,
  presentTicket,
} from './ticket.presenter'
import type { TicketRecord } from './ticket.record'
import type { TicketFeature } from './ticket.service'
import type { RaiseInput } from './ticket.types'

/** A client's key counts only together with who sent it. */
function keyOf(owner: string, key: string | null): string | null {
  return key && `${owner}:${key}`
}

type PublicBody = HandlerInputOf<'tickets.publicCreate'>['body']

function digestOf(body: Pick<PublicBody, 'digestId' | 'pointNo'>) {
  return body.digestId ? { digestId: body.digestId, pointNo: body.pointNo ?? null } : null
}

/**
 * Where a matter without a login belongs. From a reply page: where the same words would have gone
 * in the group that got the link. Like there, what is on no point is not about the digest.
 */
async function publicPlaceOf(body: PublicBody, replies: ReplyLookup) {
  if (body.replyToken === undefined) {
    const orgId = body.orgId
    if (!orgId) throw new AppError('request.invalid', { 'body.orgId': '请选要反映给哪个单位。' })
    return { orgId, sourceLabel: '公开页面', digest: digestOf(body) }
  }
  const place = await replies.placeOf(body.replyToken)
  ensure(place, 'digest.reply_unknown')
  const { digestId, orgId, groupTopic } = place
  const { pointNo } = body
  return {
    orgId,
    sourceLabel: `${groupTopic}（答复页）`,
    digest: pointNo === undefined ? null : { digestId, pointNo },
  }
}

/** Routes of those who raise matters, with a login and without. */
function createReporterRoutes(feature: TicketFeature): Route[] {
  const { service, ledger, lookup, handling, viewContext, replies } = feature
  const view = async (ticket: TicketRecord) =>
    presentForReporter(ticket, await viewContext([ticket]))
  const rate = (id: string, { score, comment }: { score: number; comment?: string | undefined }) =>
    handling.followUp(id, { action: 'rate', score, text: comment || null })
  const reopen = (id: string, { reason }: { reason: string }) =>
    handling.followUp(id, { action: 'reopen', score: null, text: reason })

  return [
    route('tickets.create', async ({ body }, { actor, idempotencyKey }) => {
      const orgId = body.orgId ?? actor.posts[0]?.orgId
      if (!orgId) throw new AppError('request.invalid', { 'body.orgId': '请选要反映给哪个单位。' })
      const reporter: RaiseInput['reporter'] = body.anonymous
        ? { kind: 'anonymous' }
        : { kind: 'person', personId: actor.id, name: actor.name }
      const { ticket, queryCode } = await service.raise({
        originKey: keyOf(`app:${actor.id}`, idempotencyKey),
        text: body.text,
        orgId,
        channel: 'app',
        sourceLabel: '小程序',
        reporter,
        digest: digestOf(body),
        photoIds: body.photoIds,
      })
      const { number, promise } = ticket
      return body.anonymous
        ? { id: null, number, promise, queryCode }
        : { id: ticket.id, number, promise, queryCode: null }
    }),
    route('tickets.publicCreate', async ({ body }, { idempotencyKey }) => {
      const { ticket, queryCode } = await service.raise({
        originKey: keyOf('public', idempotencyKey),
        text: body.text,
        ...(await publicPlaceOf(body, replies)),
        channel: 'public',
        reporter: { kind: 'anonymous' },
        photoIds: body.photoIds,
      })
      return { number: ticket.number, promise: ticket.promise, queryCode }
    }),
    route('me.tickets', async ({ query }, { actor }) => {
      const { items, nextCursor } = await ledger.mine(actor.id, query)
      const context = await viewContext(items)
      return { items: items.map((ticket) => presentMine(ticket, context)), nextCursor }
    }),
    route('me.ticket', async ({ params }, { actor }) => view(await lookup.ownOf(actor, params.id))),
    route('me.rateTicket', async ({ params, body }, { actor }) => {
      const { id } = await lookup.ownOf(actor, params.id)
      return view(await rate(id, body))
    }),
    route('me.reopenTicket', async ({ params, body }, { actor }) => {
      const { id } = await lookup.ownOf(actor, params.id)
      return view(await reopen(id, body))
    }),
    route('tickets.publicLookup', async ({ body }) =>
      view(await lookup.byCode(body.number, body.code)),
    ),
    route('tickets.publicRate', async ({ body }) => {
      const { id } = await lookup.byCode(body.number, body.code)
      return view(await rate(id, body))
    }),
    route('tickets.publicReopen', async ({ body }) => {
      const { id } = await lookup.byCode(body.number, body.code)
      return view(await reopen(id, body))
    }),
    route('tickets.publicBoard', async ({ query }) => {
      const { items, nextCursor } = await ledger.board(query)
      const context = await viewContext(items)
      const shown = items.map((ticket) => presentOnBoard(ticket, context))
      return { items: shown.filter((row) => row !== null), nextCursor }
    }),
  ]
}

/** Routes of the desk. */
function createDeskRoutes(feature: TicketFeature): Route[] {
  const { clock, ledger, handling, viewContext } = feature
  const view = async (ticket: TicketRecord, actor: PersonActor) =>
    presentTicket(ticket, actor, await viewContext([ticket]))

  return [
    route('tickets.list', async ({ query }, { actor }) => {
      const { items, nextCursor } = await ledger.list(actor, query)
      const context = await viewContext(items)
      return { items: items.map((ticket) => presentSummary(ticket, context)), nextCursor }
    }),
    route('tickets.summary', async ({ query }, { actor }) => ledger.summary(actor, query)),
    route('tickets.export', async ({ query }, { actor }) => {
      const now = clock.now()
      return exportLedger(ledgerFilter(actor, query, now), viewContext, now)
    }),
    route('tickets.get', async ({ params }, { actor }) => {
      const ticket = await findTicket({ _id: params.id })
      if (!ticket || !mayRead(actor, ticket)) throw new AppError('request.not_found')
      return view(ticket, actor)
    }),
    route('tickets.act', async ({ params, body }, { actor, idempotencyKey }) =>
      view(await handling.act(actor, params.id, body, keyOf(actor.id, idempotencyKey)), actor),
    ),
    route('tickets.note', async ({ params, body }, { actor, idempotencyKey }) =>
      view(
        await handling.note(actor, params.id, body.text, keyOf(actor.id, idempotencyKey)),
        actor,
      ),
    ),
  ]
}

/** Routes of matters. */
export function createTicketRoutes(feature: TicketFeature): Route[] {
  return [...createReporterRoutes(feature), ...createDeskRoutes(feature)]
}
