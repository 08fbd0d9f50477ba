import { shanghaiDay } from '@lianxin/shared'
import { AppError, ensure } from '../../platform/app-error'
import type { Clock } from '../../platform/clock'
import type { Keyring } from '../../platform/keyring'
import { getGroup, getGroupByRoom } from '../groups'
import { reopenBatch } from './batch.service'
import { closedBreaker, tripBreaker, type BreakerReason } from './budget.rules'
import { DeliveryModel, type DeliveryDocument } from './delivery.model'
import {
  directChatKey,
  ECHO_SKEW_MS,
  ECHO_WINDOW_MS,
  fingerprintOf,
  groupChatKey,
  restingStates,
  stateAfter,
  statesMovedBy,
  type Decision,
  type SendOutcome,
} from './delivery.rules'
import { LedgerModel } from './ledger.model'
import {
  awayNow,
  givenTo,
  isChatAccount,
  nextSender,
  pickSender,
  type SenderDirectory,
} from './senders'

/** A row changes a few times in its life; a bound, not a limit anybody should meet. */
const MOST_LOOKS = 10

/** Our own message as the bot saw it appear. */
export interface Echo {
  accountId: string
  chat: { type: 'group'; roomId: string } | { type: 'direct'; contactId: string }
  messageId: string
  text: string
  sentAt: Date
}

/** What is written when a message is known to have arrived. What only sending needed goes. */
function asSent(row: Pick<DeliveryDocument, 'contactId'>, at: Date, messageId: string | null) {
  return {
    unseen: false,
    state: 'sent' as const,
    reason: null,
    leaseUntil: null,
    sentAt: at,
    sentDay: shanghaiDay(at),
    messageId,
    ...(row.contactId === null ? {} : { contactId: null, text: null }),
  }
}

/** What became of messages: the sender's word, the echo's, a person's. */
export function createAckService(deps: {
  clock: Clock
  keyring: Keyring
  senders: SenderDirectory
}) {
  const { clock, keyring, senders } = deps

  /**
   * Takes the sender's word on an attempt. A repeat is harmless, a late one may settle what a sweep
   * called unknown; one that an other attempt has overtaken is refused.
   * @throws AppError delivery.lease_lost
   */
  async function ack(id: string, leaseToken: string, outcome: SendOutcome): Promise<void> {
    const row = await DeliveryModel.findOne({ _id: id, leaseToken }).lean()
    if (!row) throw new AppError('delivery.lease_lost')
    const now = clock.now()
    const next = await follows(row, outcome)
    // Its batch may have come to rest; a sweep is to look at it, should we die in between.
    const late = row.state === 'unknown' || next.state === 'queued' ? row.batchId : null
    if (late) await reopenBatch(late, now)
    const moved = await DeliveryModel.updateOne(
      { _id: id, leaseToken, state: { $in: [...statesMovedBy(outcome)] } },
      {
        $set:
          outcome.kind === 'sent'
            ? { ...asSent(row, now, outcome.messageId), unseen: mayBeSeen(row) }
            : {
                ...next,
                leaseUntil: null,
                ...(outcome.kind === 'not_sent' && { sendingAt: null }),
                ...(outcome.kind === 'handed' && { messageId: outcome.reference }),
              },
      },
    )
    if (moved.modifiedCount === 0) {
      ensure(isRepeat(row, outcome), 'delivery.lease_lost')
      return
    }
    if (late) await reopenBatch(late, now)
    if (next.state === 'queued') await endIfCancelled(row, now)
    if (outcome.kind === 'sent' || outcome.kind === 'handed') await closeBreaker(row.accountId, now)
    if (outcome.kind === 'not_sent') await openBreaker(row.accountId, outcome)
  }

  /** Its digest may have been cancelled long ago, and no sweep would find it any more. */
  async function endIfCancelled({ _id, batchId }: DeliveryDocument, now: Date): Promise<void> {
    if (batchId === null || (await reopenBatch(batchId, now))) return
    await DeliveryModel.updateOne(
      { _id, state: 'queued' },
      { $set: { state: 'cancelled', reason: 'digest_cancelled' } },
    )
  }

  /** A refusal that is about this one chat passes the message on to the group's next way. */
  async function follows(row: DeliveryDocument, outcome: SendOutcome) {
    const next = stateAfter(outcome)
    if (next.state !== 'failed' || !row.groupId) return next
    const turned = await nextSender(row, await awayNow(senders, clock))
    return turned ? { ...givenTo(turned.sender), tried: turned.tried } : next
  }

  /** Our own message in a group comes back to the bot; a webhook or a private chat tells nothing. */
  function mayBeSeen(row: DeliveryDocument): boolean {
    return row.groupId !== null && row.accountId !== null && isChatAccount(row.accountId)
  }

  function isRepeat(row: DeliveryDocument, outcome: SendOutcome): boolean {
    if (row.state === 'sent') return outcome.kind !== 'not_sent'
    return outcome.kind !== 'sent' && row.state !== 'cancelled'
  }

  async function openBreaker(
    accountId: string | null,
    { reason, retryAfterMs }: SendOutcome & { kind: 'not_sent' },
  ): Promise<void> {
    if (reason !== 'throttled' && reason !== 'logged_out') return
    await trip(accountId ?? '', reason, retryAfterMs)
  }

  async function trip(accountId: string, reason: BreakerReason, penaltyMs = 0): Promise<void> {
    const ledger = await LedgerModel.findById(accountId).lean()
    if (!ledger) return
    const { breakerUntil, breakerReason, breakerLevel } = tripBreaker(
      ledger,
      reason,
      clock.now(),
      penaltyMs,
    )
    // Only from the state that was read: two refusals at once are one penalty.
    await LedgerModel.updateOne(
      { _id: ledger._id, breakerLevel: ledger.breakerLevel },
      { $set: { breakerUntil, breakerReason, breakerLevel } },
    )
  }

  async function closeBreaker(accountId: string | null, now: Date): Promise<void> {
    await LedgerModel.updateOne(
      {
        _id: accountId ?? '',
        breakerLevel: { $gt: 0 },
        breakerUntil: { $lte: now },
        // that one says of everything that it was sent
        breakerReason: { $ne: 'silent' },
      },
      { $set: closedBreaker },
    )
  }

  /** The account is signed in again, so a breaker that opened because it was not may close. */
  async function signedIn(accountId: string): Promise<void> {
    await closeBreakerOf(accountId, 'logged_out')
  }

  /** What it was opened for is over. */
  async function closeBreakerOf(accountId: string, reason: BreakerReason): Promise<void> {
    await LedgerModel.updateOne({ _id: accountId, breakerReason: reason }, { $set: closedBreaker })
  }

  /**
   * Settles the oldest attempt that the echo can belong to: same chat, same words, begun before
   * it; one that a person has decided about only when there is no other. An attempt acked without a
   * message id takes its own echo, lest that settle another's.
   * @returns true when a message is now known to have arrived that was not before
   */
  async function echo(seen: Echo): Promise<boolean> {
    const chatKey = await chatKeyOf(seen)
    if (chatKey === null) return false
    for (let look = 0; look < MOST_LOOKS; look += 1) {
      const named = () => DeliveryModel.findOne({ chatKey, messageId: seen.messageId }).lean()
      // Looked for by its id once more: its ack may have come while it was looked for by its words.
      const row = (await named()) ?? (await attemptLike(chatKey, seen)) ?? (await named())
      if (!row) return false
      const settled = await DeliveryModel.updateOne(
        { _id: row._id, state: row.state, messageId: row.messageId },
        {
          $set:
            row.state === 'sent'
              ? { messageId: seen.messageId, unseen: false }
              : asSent(row, clock.now(), seen.messageId),
        },
      )
      // The row changed since it was read (its ack, a sweep): the echo still belongs to somebody.
      if (settled.matchedCount === 0) continue
      await noteEcho(seen.accountId)
      if (row.state === 'sent') return false
      if (row.batchId) await reopenBatch(row.batchId, clock.now())
      return true
    }
    return false
  }

  async function attemptLike(chatKey: string, seen: Echo): Promise<DeliveryDocument | null> {
    const begun = { $lte: new Date(seen.sentAt.getTime() + ECHO_SKEW_MS) }
    const recent = { ...begun, $gte: new Date(seen.sentAt.getTime() - ECHO_WINDOW_MS) }
    const like = { chatKey, fingerprint: fingerprintOf(seen.text) }
    // Somebody looked at the chat about all but the first: the words are rather another's.
    const attempts = [
      {
        $or: [
          { state: { $in: ['sending', 'unknown'] as const }, sendingAt: begun },
          { state: 'sent' as const, messageId: null, sendingAt: recent },
        ],
      },
      // tried before, then a person decided, and it had arrived after all
      { state: { $in: ['queued', 'leased'] as const }, sendingAt: begun },
      { state: 'cancelled' as const, reason: { $ne: 'given_up' as const }, sendingAt: begun },
      { state: 'cancelled' as const, sendingAt: begun },
    ]
    for (const attempt of attempts) {
      const oldest = await DeliveryModel.findOne({ ...like, ...attempt })
        .sort({ sendingAt: 1 })
        .lean()
      if (oldest) return oldest
    }
    return null
  }

  /** The account shows what it sends; one that was taken for silent is not. */
  async function noteEcho(accountId: string): Promise<void> {
    const echoedAt = clock.now()
    const ledger = await LedgerModel.findOneAndUpdate(
      { _id: accountId },
      { $set: { echoedAt } },
      { projection: { breakerReason: 1 } },
    ).lean()
    if (ledger?.breakerReason === 'silent') await closeBreakerOf(accountId, 'silent')
  }

  async function chatKeyOf({ accountId, chat }: Echo): Promise<string | null> {
    if (chat.type === 'direct') return directChatKey(keyring, accountId, chat.contactId)
    const group = await getGroupByRoom(chat.roomId)
    return group ? groupChatKey(group.id) : null
  }

  /**
   * A person decides about a message that failed, is unknown, or is in somebody's hands; the
   * decision stands in its record. What is sent again goes its group's first way again.
   * @throws AppError delivery.wrong_state when it is in another state, or is to be sent again
   *   though its digest was cancelled
   */
  async function resolve(
    id: string,
    decision: Decision,
    by: { id: string; name: string },
  ): Promise<void> {
    const now = clock.now()
    const row = await DeliveryModel.findOne({
      _id: id,
      state: { $in: [...restingStates] },
    }).lean()
    ensure(row, 'delivery.wrong_state')
    // It is in somebody's hands, who would do it beside the resend; other parts are on that sheet.
    ensure(row.state !== 'awaiting' || decision !== 'resend', 'delivery.wrong_state')
    const mayMove = row.batchId === null || (await reopenBatch(row.batchId, now))
    ensure(mayMove || decision !== 'resend', 'delivery.wrong_state')
    const set =
      decision === 'resend'
        ? { ...(await again(row)), notBefore: now, leaseUntil: null, tried: [], unseen: false }
        : decision === 'arrived'
          ? asSent(row, row.sendingAt ?? now, null)
          : { state: 'cancelled' as const, reason: 'given_up' as const }
    const decided = await DeliveryModel.updateOne(
      { _id: id, state: row.state, leaseToken: row.leaseToken },
      {
        $set: set,
        $push: { decisions: { decision, by: by.id, byName: by.name, at: now } },
      },
    )
    ensure(decided.modifiedCount === 1, 'delivery.wrong_state')
    if (row.batchId) await reopenBatch(row.batchId, now)
  }

  async function again(row: DeliveryDocument) {
    const group = row.groupId ? await getGroup(String(row.groupId)) : null
    if (!group) return { state: 'queued' as const, reason: null }
    return givenTo(pickSender(row.kind, group, await awayNow(senders, clock)))
  }

  /**
   * What a person did with a message that was handed over: it went out, or was refused, and then
   * the group's next way is taken. A repeat is harmless.
   */
  async function confirmHanded(id: string, outcome: 'sent' | 'refused'): Promise<void> {
    const now = clock.now()
    const row = await DeliveryModel.findOne({
      _id: id,
      state: 'awaiting',
      reason: 'to_confirm',
    }).lean()
    if (!row) return
    const refused = { kind: 'not_sent', reason: 'rejected' } as const
    await DeliveryModel.updateOne(
      { _id: id, state: 'awaiting', leaseToken: row.leaseToken },
      {
        $set:
          outcome === 'sent'
            ? asSent(row, now, row.messageId)
            : { ...(await follows(row, refused)), sendingAt: null },
      },
    )
    if (row.batchId) await reopenBatch(row.batchId, now)
  }

  return { ack, echo, resolve, signedIn, confirmHanded, trip }
}
