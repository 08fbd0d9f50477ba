import { staffRoles, type Role } from '@lianxin/shared'
import { covers, rootsOf, type PersonActor } from '../../http/route'
import type { HandlerLookup } from './ticket.deps'
import type { TicketFilter } from './ticket.model'
import type { TicketRecord } from './ticket.record'

type Placed = Pick<TicketRecord, 'orgPath'>

/** May this person read the matter at the desk? */
export function mayRead(actor: PersonActor, ticket: Placed): boolean {
  return covers(actor, ticket.orgPath, staffRoles)
}

/** What the person is toward the matter: the roles held over its organization. */
export function partiesOf(actor: PersonActor, ticket: Placed): Role[] {
  return actor.posts.filter((post) => ticket.orgPath.includes(post.orgId)).map((post) => post.role)
}

/** The matters this person may read, as a filter. */
export function readable(actor: PersonActor): TicketFilter {
  return { orgPath: { $in: rootsOf(actor, staffRoles) } }
}

/** Is the matter this person's own? */
export function isReporter(actor: PersonActor, ticket: Pick<TicketRecord, 'reporter'>): boolean {
  return ticket.reporter.kind === 'person' && ticket.reporter.personId === actor.id
}

type Handler = NonNullable<Awaited<ReturnType<HandlerLookup['get']>>>

/**
 * May the matter be handed to this person? To one who works at the desk of its organization, of
 * one below it, or of one above it, and so can open it there.
 * @param paths paths of the organizations of the person's posts, by id
 */
export function mayHandle(
  person: Handler,
  ticket: Pick<TicketRecord, 'orgId' | 'orgPath'>,
  paths: ReadonlyMap<string, readonly string[]>,
): boolean {
  return person.posts
    .filter((post) => staffRoles.some((role) => role === post.role))
    .some(
      (post) =>
        ticket.orgPath.includes(post.orgId) || paths.get(post.orgId)?.includes(ticket.orgId),
    )
}
