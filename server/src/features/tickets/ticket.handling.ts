import type { ClientSession } from 'mongoose'
import {
  judgeTransition,
  NOTE,
  type ErrorCode,
  type TicketParty,
  type TicketRefusal,
  type TicketTransition,
} from '@lianxin/shared'
import type { PersonActor } from '../../http/route'
import { AppError, ensure } from '../../platform/app-error'
import { inTransaction } from '../../platform/database'
import { noteHandedDown } from '../burden'
import { getOrg, getOrgs, type OrgRecord } from '../orgs'
import type { TicketDeps } from './ticket.deps'
import { newsMessage } from './ticket.messages'
import { appendNote, appendTransition, findTicket, type TicketChange } from './ticket.model'
import { mayHandle, mayRead, partiesOf } from './ticket.policy'
import type { LogAuthor, LogEntry, StoredReporter, TicketRecord } from './ticket.record'
import { derive, stateOf, typeOf } from './ticket.rules'

/** A transition that someone at the desk wishes to make. */
export interface ActInput {
  action: string
  /** As the actor saw it. */
  revision: number
  text?: string | undefined
  assigneeId?: string | undefined
  publicTitle?: string | undefined
}

/** A transition by the reporter. */
interface FollowUpInput {
  action: 'rate' | 'reopen'
  text: string | null
  score: number | null
}

const deskRefusals: Record<TicketRefusal, ErrorCode> = {
  unknown_action: 'request.invalid',
  not_allowed: 'auth.forbidden',
  wrong_state: 'ticket.wrong_state',
  window_closed: 'ticket.wrong_state',
  text_required: 'ticket.text_required',
  assignee_required: 'ticket.assignee_required',
}

interface Step {
  ticket: TicketRecord
  transition: TicketTransition
  by: LogAuthor
  at: Date
  text: string | null
  assignee: TicketRecord['assignee']
  /** The organization it moves to, or null. */
  movesTo: OrgRecord | null
  score: number | null
  requestKey: string | null
  publicTitle: string | null
}

function withoutAuthor(reporter: StoredReporter): StoredReporter {
  return reporter.kind === 'anonymous' ? { kind: 'anonymous', salt: null, tag: null } : reporter
}

/** Nothing more can come from the reporter: what could still tell the author goes at once. */
function erasure({ reporter, chat }: TicketRecord): TicketChange {
  return {
    reporter: withoutAuthor(reporter),
    chat: chat?.type === 'direct' ? { ...chat, contactSealed: null } : chat,
    reachableUntil: null,
  }
}

function ratingAfter({ ticket, transition, score, text, at }: Step): TicketRecord['rating'] {
  if (transition.action === 'reopen') return null
  return score === null ? ticket.rating : { score, comment: text, at }
}

/** Working on matters: what the desk does, and what the reporter does afterwards. */
export function createHandling(deps: TicketDeps) {
  const { clock, keyring, deliveries, people, workdays, reminders } = deps

  async function tell(step: Step, session: ClientSession): Promise<void> {
    const { ticket, transition, text, at } = step
    const { chat } = ticket
    if (!transition.tells) return
    const { label } = stateOf({ type: ticket.type, state: transition.to })
    await reminders.announce(
      {
        subject: { id: ticket.id, personId: null },
        told: transition.tells,
        stateLabel: label,
        at,
        time: at,
      },
      session,
    )
    if (!chat) return
    const contactSealed = chat.type === 'direct' ? chat.contactSealed : null
    if (chat.type === 'direct' && !contactSealed) return
    await deliveries.enqueue(
      {
        key: `ticket:${ticket.id}:${ticket.revision + 1}`,
        target:
          chat.type === 'group'
            ? { kind: 'group', groupId: chat.groupId }
            : {
                kind: 'direct',
                accountId: chat.accountId,
                contactId: keyring.decrypt(contactSealed ?? ''),
              },
        text: newsMessage(transition.tells, ticket.number, text),
        kind: transition.tells === 'solve' ? 'rating' : 'reply',
        ref: { type: 'ticket', id: ticket.id },
      },
      session,
    )
  }

  /** Writes log entry, state and what follows from them, and queues the message, all or nothing. */
  async function take(step: Step, session: ClientSession): Promise<TicketRecord> {
    const { ticket, transition, at, movesTo } = step
    const org = await getOrg(ticket.orgId)
    const entry: LogEntry = {
      at,
      action: transition.action,
      from: ticket.state,
      to: transition.to,
      by: step.by,
      orgName: org?.name ?? '',
      text: step.text,
      internal: transition.textIs !== 'public',
      assigneeName: step.assignee?.name ?? null,
      score: step.score,
      requestKey: step.requestKey,
    }
    const subject = { type: ticket.type, state: transition.to, log: [...ticket.log, entry] }
    const derived = derive(subject, await workdays.calendar())
    const over = derived.reachableUntil !== null && derived.reachableUntil <= at
    const changed = await appendTransition(
      ticket,
      entry,
      {
        ...derived,
        state: transition.to,
        assignee: step.assignee ?? (movesTo ? null : ticket.assignee),
        rating: ratingAfter(step),
        ...(movesTo ? { orgId: movesTo.id, orgPath: movesTo.path } : {}),
        ...(step.publicTitle ? { publicTitle: step.publicTitle } : {}),
        ...(over ? erasure(ticket) : {}),
      },
      session,
    )
    if (!changed) throw new AppError('request.conflict')
    await tell(step, session)
    return changed
  }

  async function assigneeFor(ticket: TicketRecord, id: string): Promise<TicketRecord['assignee']> {
    const person = await people.get(id)
    if (!person) throw new AppError('ticket.assignee_invalid')
    const orgs = await getOrgs(person.posts.map((post) => post.orgId))
    const paths = new Map([...orgs].map(([orgId, org]) => [orgId, org.path]))
    ensure(mayHandle(person, ticket, paths), 'ticket.assignee_invalid')
    return { id: person.id, name: person.name }
  }

  /** Organizations at whose desks a person would work on the matter. */
  async function desksOf(personId: string, ticket: TicketRecord): Promise<string[]> {
    const person = await people.get(personId)
    if (!person) return []
    const orgs = await getOrgs(person.posts.map((post) => post.orgId))
    const paths = new Map([...orgs].map(([orgId, org]) => [orgId, org.path]))
    return person.posts
      .filter((post) => mayHandle({ ...person, posts: [post] }, ticket, paths))
      .map((post) => post.orgId)
  }

  /** Of the organizations that give the actor a say, the one nearest to the matter. */
  function orgActedFor(actor: PersonActor, ticket: TicketRecord, who: readonly string[]): string {
    const depths = actor.posts
      .filter((post) => who.includes(post.role))
      .map((post) => ticket.orgPath.indexOf(post.orgId))
    return ticket.orgPath[Math.max(...depths)] ?? ticket.orgId
  }

  async function parentOf(ticket: TicketRecord): Promise<OrgRecord> {
    const org = await getOrg(ticket.orgId)
    const parent = org?.parentId ? await getOrg(org.parentId) : null
    if (!parent) throw new AppError('ticket.wrong_state')
    return parent
  }

  function judge(
    ticket: TicketRecord,
    request: { action: string; text?: string | undefined; assigneeId?: string | undefined },
    parties: readonly TicketParty[],
    at: Date,
  ) {
    const subject = { ...ticket, canMoveUp: ticket.orgPath.length > 1 }
    return judgeTransition(typeOf(ticket), subject, { ...request, parties, at })
  }

  function authorOf(actor: PersonActor, ticket: TicketRecord, who: readonly string[]): LogAuthor {
    const parties = partiesOf(actor, ticket)
    const role = parties.find((party) => who.includes(party)) ?? parties[0]
    if (!role) throw new AppError('request.not_found')
    return { kind: 'person', personId: actor.id, name: actor.name, role }
  }

  async function actIn(
    session: ClientSession,
    actor: PersonActor,
    id: string,
    input: ActInput,
    requestKey: string | null,
  ): Promise<TicketRecord> {
    const ticket = await findTicket({ _id: id }, session)
    if (!ticket || !mayRead(actor, ticket)) throw new AppError('request.not_found')
    const made = requestKey && ticket.log.find((entry) => entry.requestKey === requestKey)
    if (made) {
      ensure(made.action === input.action, 'request.key_reused')
      return ticket
    }
    ensure(ticket.revision === input.revision, 'request.conflict')
    const at = clock.now()
    const verdict = judge(ticket, input, partiesOf(actor, ticket), at)
    if (!verdict.allowed) throw new AppError(deskRefusals[verdict.refusal])
    const { transition } = verdict
    const takesAssignee = transition.needs?.includes('assignee') && input.assigneeId
    const changed = await take(
      {
        ticket,
        transition,
        at,
        by: authorOf(actor, ticket, transition.who),
        text: transition.textLabel ? (input.text ?? null) : null,
        assignee: takesAssignee ? await assigneeFor(ticket, takesAssignee) : null,
        movesTo: transition.movesUp ? await parentOf(ticket) : null,
        score: null,
        requestKey,
        publicTitle: input.publicTitle ?? null,
      },
      session,
    )
    if (takesAssignee) {
      const fromOrgId = orgActedFor(actor, ticket, transition.who)
      const toOrgIds = await desksOf(takesAssignee, ticket)
      await noteHandedDown({ ticketId: ticket.id, fromOrgId, toOrgIds, at }, session)
    }
    return changed
  }

  /** What a refusal means to the one who raised the matter. */
  function followUpRefusal(ticket: TicketRecord, action: FollowUpInput['action']): ErrorCode {
    if (action === 'reopen') return 'ticket.not_reopenable'
    return ticket.rating ? 'ticket.already_rated' : 'ticket.not_ratable'
  }

  return {
    /**
     * Makes a transition for someone at the desk; the resident's message is queued with it.
     * A repeat with the same `requestKey` gives the matter as it is.
     * @throws AppError request.not_found, request.conflict, request.key_reused, auth.forbidden, ticket.*
     */
    async act(
      actor: PersonActor,
      id: string,
      input: ActInput,
      requestKey: string | null,
    ): Promise<TicketRecord> {
      return inTransaction((session) => actIn(session, actor, id, input, requestKey))
    },

    /** Adds an internal note. @throws AppError request.not_found */
    async note(
      actor: PersonActor,
      id: string,
      text: string,
      requestKey: string | null,
    ): Promise<TicketRecord> {
      const ticket = await findTicket({ _id: id })
      if (!ticket || !mayRead(actor, ticket)) throw new AppError('request.not_found')
      const org = await getOrg(ticket.orgId)
      const noted = await appendNote(id, {
        at: clock.now(),
        action: NOTE,
        from: null,
        to: null,
        by: authorOf(actor, ticket, []),
        orgName: org?.name ?? '',
        text,
        internal: true,
        assigneeName: null,
        score: null,
        requestKey,
      })
      if (!noted) throw new AppError('request.not_found')
      return noted
    },

    /**
     * Rates or reopens for the reporter; the caller has made sure that it is theirs.
     * @throws AppError request.not_found, ticket.already_rated, ticket.not_ratable, ticket.not_reopenable
     */
    async followUp(
      ticketId: string,
      input: FollowUpInput,
      session?: ClientSession,
    ): Promise<TicketRecord> {
      const work = async (within: ClientSession) => {
        const ticket = await findTicket({ _id: ticketId }, within)
        if (!ticket) throw new AppError('request.not_found')
        const at = clock.now()
        const verdict = judge(ticket, { action: input.action }, ['reporter'], at)
        if (!verdict.allowed) throw new AppError(followUpRefusal(ticket, input.action))
        return take(
          {
            ticket,
            transition: verdict.transition,
            at,
            by: { kind: 'reporter' },
            text: input.text,
            assignee: null,
            movesTo: null,
            score: input.score,
            requestKey: null,
            publicTitle: null,
          },
          within,
        )
      }
      return session ? work(session) : inTransaction(work)
    },
  }
}
