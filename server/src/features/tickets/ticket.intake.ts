import { randomBytes, randomUUID } from 'node:crypto'
import type { ClientSession } from 'mongoose'
import { RAISE, shanghaiDay, ticketTypeOf } from '@lianxin/shared'
import { AppError, ensure } from '../../platform/app-error'
import { nextNumber } from '../../platform/counter.model'
import { inTransaction, isDuplicateKey } from '../../platform/database'
import type { Keyring } from '../../platform/keyring'
import { maskName } from '../../platform/masked-name'
import { codeFrom } from '../../platform/readable-code'
import { getOrg, type OrgRecord } from '../orgs'
import type { TicketDeps } from './ticket.deps'
import { findTicket, insertTicket, newTicketId } from './ticket.model'
import { presentNews } from './ticket.presenter'
import type { StoredChat, StoredReporter, TicketRecord } from './ticket.record'
import { derive, numberOf, titleOf } from './ticket.rules'
import type { RaiseInput, RaiseResult, ReporterInput, TicketChat } from './ticket.types'
import type { ViewContextOf } from './ticket.views'

const DEFAULT_TYPE = 'appeal'
/** Control characters and halves of characters: chats carry them, files and pages break on them. */
const UNWRITABLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\p{Surrogate}]/gu

/** Keyed hash by which a contact's matters are found. */
export function contactTag(keyring: Keyring, contactId: string): string {
  return keyring.blindIndex('ticket-contact', contactId)
}

/** Keyed hash of an anonymous author, of no use beyond the one matter whose salt it has. */
export function anonymousTag(keyring: Keyring, salt: string, contactId: string): string {
  return keyring.blindIndex('ticket-anonymous', `${salt}\n${contactId}`)
}

/** What is stored in place of a query code. */
export function codeHash(keyring: Keyring, number: string, code: string): string {
  return keyring.blindIndex('ticket-code', `${number}\n${code}`)
}

function storedReporter(keyring: Keyring, reporter: ReporterInput): StoredReporter {
  if (reporter.kind === 'anonymous') {
    if (!reporter.contactId) return { kind: 'anonymous', salt: null, tag: null }
    const salt = randomBytes(16).toString('base64url')
    return { kind: 'anonymous', salt, tag: anonymousTag(keyring, salt, reporter.contactId) }
  }
  const maskedName = maskName(reporter.name)
  if (reporter.kind === 'contact')
    return { kind: 'contact', contactTag: contactTag(keyring, reporter.contactId), maskedName }
  const tag = reporter.contactId ? contactTag(keyring, reporter.contactId) : null
  return { kind: 'person', personId: reporter.personId, maskedName, contactTag: tag }
}

/** An anonymous reporter's contact id is not kept, not even sealed. */
function storedChat(
  keyring: Keyring,
  chat: TicketChat | null | undefined,
  reporter: ReporterInput,
): StoredChat | null {
  if (!chat) return null
  if (chat.type === 'group') return { type: 'group', groupId: chat.groupId }
  const contactSealed = reporter.kind === 'anonymous' ? null : keyring.encrypt(chat.contactId)
  return { type: 'direct', accountId: chat.accountId, contactSealed }
}

/**
 * In a caller's transaction a duplicate key means that another process has just committed the
 * same submission: labelled so, the driver runs the whole transaction again, which then finds it.
 */
function asTransient(error: unknown): unknown {
  if (isDuplicateKey(error) && error instanceof Error && 'addErrorLabel' in error) {
    const { addErrorLabel } = error
    if (typeof addErrorLabel === 'function') addErrorLabel.call(error, 'TransientTransactionError')
  }
  return error
}

/** Taking matters in. */
export function createIntake(deps: TicketDeps, viewContext: ViewContextOf) {
  const { clock, keyring, workdays, digests, photos } = deps

  async function answer(
    ticket: TicketRecord,
    originKey: string,
    duplicate: boolean,
    org?: OrgRecord,
  ) {
    const context = await viewContext([ticket], org && new Map([[org.id, org]]))
    return { ticket: presentNews(ticket, context), duplicate, queryCode: codeOf(originKey) }
  }

  async function repeated(first: TicketRecord, text: string, originKey: string) {
    ensure(first.text === text, 'request.key_reused')
    return answer(first, originKey, true)
  }

  /** From the origin key, so that a repeated submission shows the same code again. */
  function codeOf(originKey: string): string {
    return codeFrom(keyring.sign('ticket-code', originKey))
  }

  async function digestRef({ digest }: RaiseInput): Promise<TicketRecord['digest']> {
    const ref = digest ? await digests.refOf(digest.digestId) : null
    if (!digest || !ref) return null
    const { digestId, pointNo } = digest
    const known = pointNo !== null && pointNo >= 1 && pointNo <= ref.pointCount
    return { digestId, issueNo: ref.issueNo, pointNo: known ? pointNo : null }
  }

  async function compose(input: RaiseInput, originKey: string, originTag: string, org: OrgRecord) {
    const type = ticketTypeOf(input.type ?? DEFAULT_TYPE)
    const at = input.raisedAt ?? clock.now()
    const digest = await digestRef(input)
    const calendar = await workdays.calendar()
    // Outside any transaction: there the counter would make every two submissions collide.
    const number = numberOf(at, await nextNumber(`ticket:${shanghaiDay(at)}`))
    const log: TicketRecord['log'] = [
      {
        at,
        action: RAISE,
        from: null,
        to: type.initial,
        by: { kind: 'reporter' },
        orgName: org.name,
        text: null,
        internal: false,
        assigneeName: null,
        score: null,
        requestKey: null,
      },
    ]
    const subject = { type: type.name, state: type.initial, log }
    const ticket: TicketRecord = {
      id: newTicketId(),
      ...subject,
      number,
      orgId: org.id,
      orgPath: org.path,
      title: titleOf(input.text),
      text: input.text,
      publicTitle: null,
      channel: input.channel,
      sourceLabel: input.sourceLabel,
      reporter: storedReporter(keyring, input.reporter),
      chat: storedChat(keyring, input.chat, input.reporter),
      originTag,
      queryCodeHash: codeHash(keyring, number, codeOf(originKey)),
      digest,
      photoIds: [...new Set(input.photoIds)],
      assignee: null,
      rating: null,
      revision: 0,
      createdAt: at,
      ...derive(subject, calendar),
    }
    return ticket
  }

  async function store(ticket: TicketRecord, session?: ClientSession): Promise<void> {
    const write = async (within: ClientSession) => {
      await insertTicket(ticket, within)
      await photos.attach(ticket.photoIds, ticket.id, within)
    }
    if (session) return write(session)
    // One insert needs no transaction.
    return ticket.photoIds.length > 0 ? inTransaction(write) : insertTicket(ticket, null)
  }

  return async function raise(raised: RaiseInput, session?: ClientSession): Promise<RaiseResult> {
    const input = { ...raised, text: raised.text.replaceAll(UNWRITABLE, '').trim() }
    ensure(input.text, 'request.invalid')
    const originKey = input.originKey ?? randomUUID()
    const originTag = keyring.blindIndex('ticket-origin', originKey)
    const known = input.originKey === null ? null : await findTicket({ originTag }, session ?? null)
    if (known) return repeated(known, input.text, originKey)
    const org = await getOrg(input.orgId)
    if (!org)
      throw new AppError('request.invalid', { 'body.orgId': '没有这个单位，请重新选一个。' })
    const ticket = await compose(input, originKey, originTag, org)
    try {
      await store(ticket, session)
    } catch (error) {
      if (session) throw asTransient(error)
      const first = isDuplicateKey(error) ? await findTicket({ originTag }) : null
      if (!first) throw error
      return repeated(first, input.text, originKey)
    }
    return answer(ticket, originKey, false, org)
  }
}
