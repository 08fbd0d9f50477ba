import type { ClientSession } from 'mongoose'
import type { PersonActor } from '../../http/route'
import { AppError, ensure } from '../../platform/app-error'
import { normalizeCode } from '../../platform/readable-code'
import { getGroupByRoom, getGroups } from '../groups'
import type { TicketDeps } from './ticket.deps'
import { anonymousTag, codeHash, contactTag } from './ticket.intake'
import { findTicket, findTickets, groupsAwaitingRating, type TicketFilter } from './ticket.model'
import { isReporter } from './ticket.policy'
import type { TicketRecord } from './ticket.record'
import { readNumber } from './ticket.rules'
import type { ReporterQuery, TicketChat } from './ticket.types'

const MOST_FOUND = 20
/** So many anonymous matters of a chat are tried for the speaker's hash, newest first. */
const MOST_TRIED = 500
/** More than anyone raises; a bound all the same. */
const MOST_EXPORTED = 5_000
const NEWEST_FIRST = { createdAt: -1, _id: -1 } as const

/** In a group nothing is told of what was said elsewhere; in private a person sees all of theirs. */
function ofChat(chat: TicketChat): TicketFilter {
  return chat.type === 'group' ? { 'chat.groupId': chat.groupId } : {}
}

function anonymousOfChat(chat: TicketChat): TicketFilter {
  return chat.type === 'group'
    ? { 'chat.groupId': chat.groupId }
    : { 'chat.accountId': chat.accountId }
}

/** The filter for a typed number; null when it is no number. */
function numbered(typed: string | null | undefined): TicketFilter | null {
  if (!typed) return {}
  const wish = readNumber(typed)
  if (!wish) return null
  if ('whole' in wish) return { number: wish.whole }
  return { number: { $regex: `-0*${wish.sequence}$` } }
}

/** Finding a reporter's own matters: by chat, by account, by number and query code. */
export function createLookup({ clock, keyring }: Pick<TicketDeps, 'clock' | 'keyring'>) {
  async function anonymousOnes(
    { chat, contactId }: ReporterQuery,
    byNumber: TicketFilter,
    session: ClientSession | null,
  ): Promise<TicketRecord[]> {
    const tried = await findTickets(
      { ...anonymousOfChat(chat), 'reporter.tag': { $type: 'string' }, ...byNumber },
      NEWEST_FIRST,
      MOST_TRIED,
      session,
    )
    return tried.filter(
      ({ reporter }) =>
        reporter.kind === 'anonymous' &&
        reporter.salt &&
        reporter.tag === anonymousTag(keyring, reporter.salt, contactId),
    )
  }

  return {
    /** The speaker's matters, newest first. */
    async forReporter(
      query: ReporterQuery,
      session: ClientSession | null = null,
    ): Promise<TicketRecord[]> {
      const byNumber = numbered(query.number)
      if (!byNumber) return []
      const here = { ...ofChat(query.chat), ...byNumber }
      const tag = contactTag(keyring, query.contactId)
      // A session carries one operation at a time.
      const named = await findTickets(
        { 'reporter.contactTag': tag, ...here },
        NEWEST_FIRST,
        MOST_FOUND,
        session,
      )
      const own = query.personId
        ? await findTickets(
            { 'reporter.personId': query.personId, ...here },
            NEWEST_FIRST,
            MOST_FOUND,
            session,
          )
        : []
      const all = [...named, ...own, ...(await anonymousOnes(query, byNumber, session))]
      return [...new Map(all.map((ticket) => [ticket.id, ticket])).values()]
        .sort((one, other) => other.createdAt.getTime() - one.createdAt.getTime())
        .slice(0, MOST_FOUND)
    },

    /** All of a person's own matters, newest first. */
    async ofPerson(personId: string): Promise<TicketRecord[]> {
      return findTickets({ 'reporter.personId': personId }, NEWEST_FIRST, MOST_EXPORTED)
    },

    /** @throws AppError request.not_found when it is not the actor's own */
    async ownOf(actor: PersonActor, id: string): Promise<TicketRecord> {
      const ticket = await findTicket({ _id: id })
      if (!ticket || !isReporter(actor, ticket)) throw new AppError('request.not_found')
      return ticket
    },

    /** @throws AppError ticket.wrong_code, without telling which of the two is wrong */
    async byCode(typedNumber: string, typedCode: string): Promise<TicketRecord> {
      const wish = readNumber(typedNumber)
      ensure(wish && 'whole' in wish, 'ticket.wrong_code')
      const hash = codeHash(keyring, wish.whole, normalizeCode(typedCode))
      const ticket = await findTicket({ number: wish.whole, queryCodeHash: hash })
      if (!ticket) throw new AppError('ticket.wrong_code')
      return ticket
    },

    /** Is a rating question open in the room? */
    async awaitingRating(roomId: string): Promise<boolean> {
      const group = await getGroupByRoom(roomId)
      return group !== null && (await groupsAwaitingRating(clock.now())).includes(group.id)
    },

    /** Those of the rooms in which a rating question is open. */
    async roomsAwaitingRating(roomIds: readonly string[]): Promise<string[]> {
      const open = await groupsAwaitingRating(clock.now())
      if (open.length === 0) return []
      const asked = new Set(roomIds)
      const groups = await getGroups(open)
      return [...groups.values()].map(({ roomId }) => roomId).filter((roomId) => asked.has(roomId))
    },
  }
}
