import type { ClientSession } from 'mongoose'
import {
  parseIntent,
  parseSuggestion,
  shanghaiDay,
  type Intent,
  type SuggestIntent,
} from '@lianxin/shared'
import type { ReporterInput } from '../tickets'
import type { DigestInGroup, InboundDeps } from './inbound.deps'
import { isLate, originOf, type InboundMessage } from './inbound.keys'
import { dropPhotos, keepPhotos, recallContact } from './inbound.model'
import type { Place } from './inbound.place'
import type { Texts } from './inbound.texts'

/** A picture belongs to what its sender said in the last half hour, or says in the next. */
const PHOTO_WINDOW_MS = 30 * 60_000
const MOST_PHOTOS = 3
const MOST_SHOWN = 3

/** What is said in answer, and about which matter; null = nothing is to be said or kept. */
export type Answer = { text: string; ticketId: string | null } | null

export interface AnswerContext {
  message: InboundMessage
  place: Place
  session: ClientSession
  /** A picture turned out to be gone: take the matter in without pictures. */
  withoutPhotos: boolean
}

function reporterOf({ message, place }: AnswerContext, anonymous: boolean): ReporterInput {
  const { contactId, name } = message.sender
  if (anonymous) return { kind: 'anonymous', contactId }
  return place.person
    ? { kind: 'person', personId: place.person.id, name: place.person.name, contactId }
    : { kind: 'contact', contactId, name }
}

/** Makes the part that understands a message and does what it asks, within its transaction. */
export function createAnswering(deps: InboundDeps, texts: Texts) {
  const { clock, tickets, digests } = deps

  async function digestOf(place: Place, intent: SuggestIntent): Promise<DigestInGroup | null> {
    if (place.groupId === null) return null
    if (intent.issueNo !== null) return digests.byIssueInGroup(place.groupId, intent.issueNo)
    return intent.pointNo === null ? null : digests.newestInGroup(place.groupId)
  }

  async function waitingPhotos({ message, place, session }: AnswerContext): Promise<string[]> {
    if (place.kind !== 'direct') return []
    const memory = await recallContact(place.contactTag, session)
    const since = clock.now().getTime() - PHOTO_WINDOW_MS
    const fresh = (memory?.photosAt?.getTime() ?? 0) >= since
    const waiting = fresh ? (memory?.photoIds.map(String) ?? []) : []
    if ((memory?.photoIds.length ?? 0) > 0) await dropPhotos(place.contactTag, session)
    return [...waiting, ...message.photoIds].slice(-MOST_PHOTOS)
  }

  async function suggest(context: AnswerContext, intent: SuggestIntent): Promise<Answer> {
    const { message, place, session } = context
    if (place.orgId === null) return { text: texts.unknownBranch(), ticketId: null }
    const digest = await digestOf(place, intent)
    const { pointNo } = intent
    const exists =
      digest !== null && pointNo !== null && pointNo >= 1 && pointNo <= digest.pointCount
    const said = exists ? intent.text : intent.wholeText
    const photoIds = await waitingPhotos(context)
    const { ticket, duplicate, queryCode } = await tickets.raise(
      {
        originKey: originOf(message),
        text: intent.aboutNumber ? `（接 ${intent.aboutNumber}）${said}` : said,
        orgId: place.orgId,
        channel: place.kind,
        sourceLabel: place.sourceLabel,
        reporter: reporterOf(context, intent.anonymous),
        chat: place.chat,
        digest: digest && { digestId: digest.id, pointNo: exists ? pointNo : null },
        photoIds: context.withoutPhotos ? [] : photoIds,
        ...(isLate(message, clock.now()) ? { raisedAt: new Date(message.sentAt) } : {}),
      },
      session,
    )
    if (duplicate) return null
    const inPrivate = place.kind === 'direct' && intent.anonymous
    const text = texts.receipt({
      ticket,
      chat: place.kind,
      anonymous: intent.anonymous,
      queryCode: inPrivate ? queryCode : null,
      missingPoint: digest && pointNo !== null && !exists ? { ...digest, pointNo } : null,
      photos: context.withoutPhotos ? 0 : photoIds.length,
    })
    // The receipt of an anonymous matter must not tie it to the chat that it goes to.
    return { text, ticketId: inPrivate ? null : ticket.id }
  }

  async function own({ place, session }: AnswerContext, number: string | null) {
    return tickets.findForReporter({ ...place.speaker, number }, session)
  }

  /** What was meant as a command but hits nothing, and has words in it, is a new matter. */
  async function suggestAfterAll(context: AnswerContext): Promise<Answer> {
    const { text, quotedText } = context.message
    const intent = parseSuggestion(text, quotedText)
    return intent.kind === 'suggest'
      ? suggest(context, intent)
      : { text: texts.empty(context.place.kind), ticketId: null }
  }

  async function rate(
    context: AnswerContext,
    { score, comment, number }: Extract<Intent, { kind: 'rate' }>,
  ): Promise<Answer> {
    const found = await own(context, number)
    const target = found.find((ticket) => ticket.canRate)
    if (target) {
      const rated = await tickets.rate(
        target.id,
        { score, comment: comment ?? undefined },
        context.session,
      )
      return { text: texts.rated(rated, score), ticketId: rated.id }
    }
    // A bare number from somebody who was not asked is talk between neighbours.
    if (context.message.addressedBy === 'expected') return null
    if (comment !== null) return suggestAfterAll(context)
    const [named] = found
    return number !== null && named?.state === 'rated'
      ? { text: texts.alreadyRated(named), ticketId: named.id }
      : { text: texts.nothingToRate(score), ticketId: null }
  }

  async function reopen(
    context: AnswerContext,
    { number, reason }: Extract<Intent, { kind: 'reopen' }>,
  ): Promise<Answer> {
    const found = await own(context, number)
    const target = found.find((ticket) => ticket.canReopen)
    if (target) {
      const reopened = await tickets.reopen(
        target.id,
        { reason: reason ?? '没解决' },
        context.session,
      )
      return { text: texts.reopened(reopened), ticketId: reopened.id }
    }
    if (context.message.addressedBy === 'expected') return null
    if (reason !== null) return suggestAfterAll(context)
    return { text: texts.nothingToReopen(number), ticketId: null }
  }

  async function query(context: AnswerContext, number: string | null): Promise<Answer> {
    const found = await own(context, number)
    const [newest] = found
    if (!newest) return { text: texts.notFound(number), ticketId: null }
    const shown = number === null ? [newest] : found.slice(0, MOST_SHOWN)
    return { text: texts.status(shown, context.place.kind), ticketId: null }
  }

  async function pictures(context: AnswerContext): Promise<Answer> {
    const { message, place, session } = context
    const now = clock.now()
    const [newest] = await own(context, null)
    const recent = newest && now.getTime() - newest.createdAt.getTime() <= PHOTO_WINDOW_MS
    if (!recent) {
      await keepPhotos(place.contactTag, message.photoIds, now, session)
      return { text: texts.photosWait(), ticketId: null }
    }
    const added = await tickets.addPhotos(newest.id, message.photoIds, session)
    const text = added
      ? texts.photosAdded(newest, message.photoIds.length)
      : texts.photosFull(newest)
    return { text, ticketId: null }
  }

  /** A check-in of who is known; the words of one who is not are kept nowhere. */
  async function checkIn(context: AnswerContext, thought: string | null): Promise<Answer> {
    const { message, place, session } = context
    if (!place.person || place.person.posts.length === 0)
      return { text: texts.unknownComrade(), ticketId: null }
    const at = new Date(message.sentAt)
    const said = await deps.checkins.sayIn(place.person, { at, via: place.kind, thought }, session)
    const late = said.day < shanghaiDay(clock.now())
    return { text: texts.checkedIn({ ...said, late, chat: place.kind }), ticketId: null }
  }

  /** A place at a shift for who is known; in a group it is said to nobody in particular. */
  async function signUp(
    { place, session }: AnswerContext,
    { kind, number }: Extract<Intent, { kind: 'signUp' | 'signOff' }>,
  ): Promise<Answer> {
    if (!place.person || place.person.posts.length === 0)
      return { text: texts.unknownVolunteer(), ticketId: null }
    if (place.orgId === null) return { text: texts.noSuchShift(number), ticketId: null }
    const said = { personId: place.person.id, orgId: place.orgId, number, via: place.kind }
    const outcome =
      kind === 'signUp'
        ? await deps.shifts.signUp(said, session)
        : await deps.shifts.signOff(said, session)
    return { text: texts.signedUp(outcome, number, place.kind), ticketId: null }
  }

  /** Everybody there has seen the code: right or wrong, it is used up, and the answer is the same. */
  async function lookInGroup({ session }: AnswerContext, code: string): Promise<Answer> {
    await deps.trials.redeem(code, session)
    return { text: texts.trialInPrivate(), ticketId: null }
  }

  return async function answer(context: AnswerContext): Promise<Answer> {
    const { message, place } = context
    const intent = parseIntent(message.text, message.quotedText)
    switch (intent.kind) {
      case 'suggest':
        return suggest(context, intent)
      case 'query':
        return query(context, intent.number)
      case 'rate':
        return rate(context, intent)
      case 'reopen':
        return reopen(context, intent)
      case 'checkin':
        return checkIn(context, intent.thought)
      case 'signUp':
      case 'signOff':
        return signUp(context, intent)
      case 'help':
        return { text: texts.help(place.kind), ticketId: null }
      case 'privacy':
        return { text: texts.privacy(), ticketId: null }
      case 'bind':
        // In a group that is dealt with before, and in private there is nothing to bind.
        return { text: texts.bindInGroup(), ticketId: null }
      case 'look':
        return lookInGroup(context, intent.code)
      case 'empty':
        return place.kind === 'direct' && message.photoIds.length > 0 && !context.withoutPhotos
          ? pictures(context)
          : { text: texts.empty(place.kind), ticketId: null }
    }
  }
}
