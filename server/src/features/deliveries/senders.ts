import { channelOf, getGroup, PRINT_SENDER, sendersOf, type Reachable } from '../groups'
import type { Clock } from '../../platform/clock'
import { restsUntil, type SendBudget } from './budget.rules'
import type { DeliveryDocument } from './delivery.model'
import type { DeliveryKind, DeliveryReason } from './delivery.rules'
import type { SenderStatus } from './delivery.presenter'
import { accountBudgets } from './delivery.queries'
import { LedgerModel } from './ledger.model'

/** What the engine must be told of those who send. */
export interface SenderDirectory {
  /** Senders that cannot send now: signed out, not seen for two minutes, switched off. */
  away(): Promise<ReadonlySet<string>>
  /** What a sender may send today. */
  budgetOf(senderId: string): Promise<SendBudget>
}

/** A bot that comes back within this time need not have anybody print its messages. */
export const PAPER_AFTER_MS = 2 * 3_600_000

/** Senders that cannot send now, those that rest after a refusal with them. */
export async function awayNow(directory: SenderDirectory, clock: Clock): Promise<Set<string>> {
  const now = clock.now()
  const broken = await LedgerModel.find({ breakerUntil: { $gt: now } }, { breakerUntil: 1 }).lean()
  const resting = broken.filter((ledger) => restsUntil(ledger, now))
  return new Set([...(await directory.away()), ...resting.map((ledger) => ledger._id)])
}

/**
 * Senders that a message may go through, first choice first. Only a digest changes ways: an answer
 * belongs into the chat where the question was asked, and it is never printed.
 */
function choicesFor(kind: DeliveryKind, group: Reachable): string[] {
  const senders = sendersOf(group)
  if (kind === 'digest') return senders
  const hasBot = group.routes.some((way) => way.kind === 'wechaty')
  if (hasBot) return group.accountId ? [group.accountId] : []
  return senders.filter((sender) => sender !== PRINT_SENDER).slice(0, 1)
}

/**
 * Who is to send a message to a group.
 * @param away  senders that cannot send now; used only when there is no other
 * @param tried senders that surely did not get it through
 * @param options.paper false = not on paper yet, unless there is no other way at all
 * @returns null when nobody is left
 */
export function pickSender(
  kind: DeliveryKind,
  group: Reachable,
  away: ReadonlySet<string>,
  { tried = [], paper = false }: { tried?: readonly string[]; paper?: boolean } = {},
): string | null {
  const left = choicesFor(kind, group).filter((sender) => !tried.includes(sender))
  const machines = left.filter((sender) => sender !== PRINT_SENDER)
  const ready = machines.find((sender) => !away.has(sender))
  const onPaper = left.includes(PRINT_SENDER) && (paper || machines.length === 0)
  return ready ?? (onPaper ? PRINT_SENDER : (machines[0] ?? null))
}

/** Where a message stands that has just got this sender: paper waits for a person from the start. */
export function givenTo(sender: string | null): {
  accountId: string | null
  state: 'queued' | 'awaiting'
  reason: DeliveryReason | null
} {
  return sender === PRINT_SENDER
    ? { accountId: sender, state: 'awaiting', reason: 'to_print' }
    : { accountId: sender, state: 'queued', reason: null }
}

/** The next sender of a message that its sender surely did not get through; null = none. */
export async function nextSender(
  row: Pick<DeliveryDocument, 'kind' | 'groupId' | 'accountId' | 'tried'>,
  away: ReadonlySet<string>,
): Promise<{ sender: string; tried: string[] } | null> {
  const group = row.groupId ? await getGroup(String(row.groupId)) : null
  if (!group) return null
  const tried = [...row.tried, ...(row.accountId ? [row.accountId] : [])]
  const sender = pickSender(row.kind, group, away, { tried, paper: true })
  return sender === null ? null : { sender, tried }
}

/** Is it a chat account, which hears its own messages, rather than a channel or paper? */
export function isChatAccount(senderId: string): boolean {
  return senderId !== PRINT_SENDER && channelOf(senderId) === null
}

/** Why messages of these senders wait, for saying so at the desk. */
export async function statusesOf(
  senderIds: readonly string[],
  directory: SenderDirectory,
  now: Date,
): Promise<Map<string, SenderStatus>> {
  const ids = [...new Set(senderIds)].filter((id) => id !== PRINT_SENDER)
  const [away, budgets] = await Promise.all([directory.away(), accountBudgets(ids, now)])
  const statuses = ids.map(async (id) => {
    const { sentToday = 0, breaker = null } = budgets.get(id) ?? {}
    const { perDay } = await directory.budgetOf(id)
    const status: SenderStatus = {
      online: !away.has(id),
      isBot: isChatAccount(id),
      breaker,
      exhausted: sentToday >= perDay,
    }
    return [id, status] as const
  })
  return new Map(await Promise.all(statuses))
}
